import { bucketOf } from '../../lambdas/domain/call-ids';
import {
  type CallState,
  type Change,
  type Receipt,
  type Snapshot,
  versionSeen,
} from '../../lambdas/domain/call-state';
import type { CallStore, ReceiptRange } from '../../lambdas/domain/ports';
import { reading, type Step, writing } from './memory-step';

/** What a ledger holds of calls. */
export class CallData {
  readonly states = new Map<string, CallState>();
  /** Whether reads that are not consistent give the state before the newest one, as they may. */
  readsStale = false;
  readonly staleStates = new Map<string, CallState>();
  readonly changes = new Map<string, Map<number, Change>>();
  readonly late = new Map<string, Map<number, Snapshot>>();
  readonly receipts = new Map<string, Receipt>();
  readonly postings = new Map<string, Set<string>>();
  readonly feed: Change[] = [];

  setState(state: CallState): void {
    const before = this.states.get(state.callId);
    if (before) this.staleStates.set(state.callId, before);
    this.states.set(state.callId, state);
  }
}

/** The calls' side of a ledger in memory, as one actor sees it. Batches are not atomic, as DynamoDB's are not. */
export class MemoryCallStore implements CallStore {
  constructor(
    private readonly data: CallData,
    private readonly step: Step,
    /** By audit and chunk, or call. */
    private readonly auditChanges: Map<string, readonly Change[]>,
  ) {}

  async states(callIds: readonly string[], read: { consistent: boolean }) {
    const isStale = this.data.readsStale && !read.consistent;
    const source = isStale ? this.data.staleStates : this.data.states;
    const found = new Map<string, CallState>();
    for (const callId of callIds) {
      const state = await reading(this.step, 'state', () => source.get(callId));
      if (state) found.set(callId, state);
    }
    return found;
  }

  createState(state: CallState) {
    return writing(this.step, 'createState', () => {
      if (this.data.states.has(state.callId)) return false;
      this.data.setState(state);
      return true;
    });
  }

  replaceState(next: CallState) {
    return writing(this.step, 'replaceState', () => {
      const now = this.data.states.get(next.callId);
      const isNext = now?.version === next.version - 1 && now.observedAt < next.observedAt;
      if (!isNext || (now.floor ?? 0) >= next.observedAt) return false;
      this.data.setState(next);
      return true;
    });
  }

  raiseFloor(state: CallState, floor: number) {
    return writing(this.step, 'floor', () => {
      const now = this.data.states.get(state.callId);
      if (now?.version !== state.version || (now.floor ?? 0) > floor) return false;
      this.data.setState({ ...now, floor });
      return true;
    });
  }

  async askAgain(state: CallState, askAgainAt: number, timesNotFound: number) {
    await writing(this.step, 'askAgain', () => {
      const now = this.data.states.get(state.callId);
      if (now?.version === state.version) this.data.setState({ ...now, askAgainAt, timesNotFound });
    });
  }

  async clearOutbox(callId: string, version: number) {
    await writing(this.step, 'clearOutbox', () => {
      const now = this.data.states.get(callId);
      if (now?.version !== version) return;
      const { outbox, ...cleared } = now;
      this.data.setState(cleared);
    });
  }

  async putPostings(bucketsByUser: ReadonlyMap<string, ReadonlySet<string>>) {
    for (const [user, buckets] of bucketsByUser) {
      await writing(this.step, 'posting', () => {
        const before = this.data.postings.get(user) ?? [];
        this.data.postings.set(user, new Set([...before, ...buckets]));
      });
    }
  }

  async putChanges(changes: readonly Change[]) {
    for (const change of changes) {
      await writing(this.step, 'change', () =>
        placed(this.data.changes, change.callId).set(change.observedAt, change),
      );
    }
  }

  async putAuditChanges(changes: readonly Change[]) {
    for (const change of changes) {
      const key = `${change.auditId} CALL#${change.callId}#${change.observedAt}`;
      await writing(this.step, 'auditChange', () => this.auditChanges.set(key, [change]));
    }
  }

  async putFeed(changes: readonly Change[]) {
    if (changes.length === 0) return;
    await writing(this.step, 'feed', () => this.data.feed.push(...changes));
  }

  async putLate(callId: string, late: Snapshot) {
    await writing(this.step, 'late', () =>
      placed(this.data.late, callId).set(late.observedAt, late),
    );
  }

  async putReceipts(receipts: readonly Receipt[]) {
    for (const receipt of receipts) {
      const key = [receipt.bucket, receipt.slot, ...receipt.callIds, ...receipt.versions].join();
      await writing(this.step, 'receipt', () => this.data.receipts.set(key, receipt));
    }
  }

  receipts(callId: string, range: ReceiptRange) {
    const { after, before = Number.POSITIVE_INFINITY, version, limit } = range;
    return reading(this.step, 'receipts', () =>
      [...this.data.receipts.values()]
        .filter(({ bucket, callIds }) => bucket === bucketOf(callId) && callIds.includes(callId))
        .filter(({ slot }) => slot > after && slot < before)
        .filter((receipt) => version === undefined || versionSeen(receipt, callId) === version)
        .sort((a, b) => b.slot - a.slot)
        .slice(0, limit),
    );
  }

  changeAfter(callId: string, moment: number) {
    return reading(this.step, 'changeAfter', () =>
      inOrder(this.data.changes.get(callId)).find(({ observedAt }) => observedAt > moment),
    );
  }

  changeAt(callId: string, observedAt: number) {
    return reading(this.step, 'changeAt', () => this.data.changes.get(callId)?.get(observedAt));
  }

  changes(callId: string) {
    return reading(this.step, 'changes', () => inOrder(this.data.changes.get(callId)));
  }

  late(callId: string) {
    return reading(this.step, 'lateOf', () => inOrder(this.data.late.get(callId)));
  }
}

function placed<T>(byCall: Map<string, Map<number, T>>, callId: string): Map<number, T> {
  const found = byCall.get(callId) ?? new Map<number, T>();
  byCall.set(callId, found);
  return found;
}

const inOrder = <T>(byMoment: ReadonlyMap<number, T> | undefined): T[] =>
  [...(byMoment ?? [])].sort(([a], [b]) => a - b).map(([, value]) => value);
