import {
  type Audit,
  addTotals,
  noTotals,
  type ProgressShard,
  shardOf,
} from '../../lambdas/domain/audit';
import type { Change } from '../../lambdas/domain/call-state';
import type {
  AuditEnd,
  AuditStore,
  AuditUpdate,
  ChunkCount,
  ChunkRef,
} from '../../lambdas/domain/ports';
import { reading, type Step, writing } from './memory-step';

export class AuditData {
  readonly audits = new Map<string, Audit>();
  readonly accepted = new Set<string>();
  readonly running = new Set<string>();
  readonly chunks = new Map<string, readonly string[]>();
  readonly shards = new Map<string, ProgressShard>();
  readonly failures = new Map<string, string>();
  readonly tries = new Map<string, number>();
  readonly unsettled = new Map<string, ChunkRef>();
  readonly changes = new Map<string, readonly Change[]>();
}

const keyOf = (auditId: string, n: number) => `${auditId} ${n.toString().padStart(6, '0')}`;

/** The audits' side of a ledger in memory, as one actor sees it. */
export class MemoryAuditStore implements AuditStore {
  constructor(
    private readonly data: AuditData,
    private readonly step: Step,
  ) {}

  reserve(audit: Audit) {
    return writing(this.step, 'reserve', () => {
      const stored = this.data.audits.get(audit.auditId) ?? audit;
      this.data.audits.set(audit.auditId, stored);
      return stored;
    });
  }

  async putChunks(auditId: string, chunks: readonly (readonly string[])[], first = 0) {
    for (const [n, callIds] of chunks.entries()) {
      const key = keyOf(auditId, first + n);
      await writing(this.step, 'chunk', () => this.data.chunks.set(key, callIds));
    }
  }

  async accept({ auditId }: Audit) {
    await this.reopen(auditId);
    await writing(this.step, 'accept', () => this.data.accepted.add(auditId));
  }

  audit(auditId: string) {
    return reading(this.step, 'audit', () => this.visible(auditId));
  }

  abandon(auditId: string, reservedBefore: number) {
    return writing(this.step, 'abandon', () => {
      const audit = this.data.audits.get(auditId);
      if (!audit || this.data.accepted.has(auditId) || audit.createdAt >= reservedBefore) return;
      this.data.running.delete(auditId);
    });
  }

  private visible(auditId: string): Audit | undefined {
    return this.data.accepted.has(auditId) ? this.data.audits.get(auditId) : undefined;
  }

  audits({ limit, cursor }: { limit: number; cursor?: string }) {
    return reading(this.step, 'audits', () => {
      const orderOf = (audit: Audit) => keyOf(String(audit.createdAt).padStart(15, '0'), 0);
      const all = [...this.data.accepted].flatMap((auditId) => this.visible(auditId) ?? []);
      const sorted = all.sort((a, b) => orderOf(b).localeCompare(orderOf(a)));
      const rest = sorted.filter((audit) => cursor === undefined || orderOf(audit) < cursor);
      const audits = rest.slice(0, limit);
      const last = audits.at(-1);
      return { audits, ...(last && rest.length > limit ? { cursor: orderOf(last) } : {}) };
    });
  }

  running() {
    return reading(this.step, 'running', () => [...this.data.running]);
  }

  async settle(auditId: string) {
    await writing(this.step, 'settle', () => this.data.running.delete(auditId));
  }

  async reopen(auditId: string) {
    await writing(this.step, 'reopen', () => this.data.running.add(auditId));
  }

  chunk(auditId: string, chunk: number) {
    return reading(this.step, 'chunkOf', () => this.callsOf(auditId, chunk));
  }

  callsOf(auditId: string, chunk: number): string[] | undefined {
    const callIds = this.data.chunks.get(keyOf(auditId, chunk));
    return callIds && [...callIds];
  }

  chunks(auditId: string, from: number, to: number) {
    return reading(this.step, 'chunksOf', () =>
      inRange(from, to, (chunk) => this.callsOf(auditId, chunk)),
    );
  }

  countDone(auditId: string, { chunk, totals }: ChunkCount) {
    return writing(this.step, 'countDone', () => {
      const shard = this.shardNow(auditId, shardOf(chunk));
      if (shard.done.has(chunk)) return shard;
      const calls = shard.failed.has(chunk) ? (this.callsOf(auditId, chunk)?.length ?? 0) : 0;
      return this.setShard(auditId, {
        ...shard,
        done: new Set([...shard.done, chunk]),
        failed: new Set([...shard.failed].filter((other) => other !== chunk)),
        totals: addTotals(addTotals(shard.totals, totals), { ...noTotals, failed: -calls }),
      });
    });
  }

  async countFailed(auditId: string, count: ChunkCount & { reason: string }) {
    const { chunk, totals, reason } = count;
    await writing(this.step, 'failure', () =>
      this.data.failures.set(keyOf(auditId, chunk), reason),
    );
    return writing(this.step, 'countFailed', () => {
      const shard = this.shardNow(auditId, shardOf(chunk));
      if (shard.done.has(chunk) || shard.failed.has(chunk)) return shard;
      const failed = new Set([...shard.failed, chunk]);
      return this.setShard(auditId, {
        ...shard,
        failed,
        totals: addTotals(shard.totals, totals),
      });
    });
  }

  private setShard(auditId: string, shard: ProgressShard): ProgressShard {
    this.data.shards.set(keyOf(auditId, shard.shard), shard);
    return shard;
  }

  private shardNow(auditId: string, shard: number): ProgressShard {
    const none = new Set<number>();
    const empty = { shard, done: none, failed: none, again: none, totals: noTotals };
    return this.data.shards.get(keyOf(auditId, shard)) ?? empty;
  }

  shard(auditId: string, shard: number) {
    return reading(this.step, 'shard', () => this.shardNow(auditId, shard));
  }

  shards(auditId: string) {
    return reading(this.step, 'shards', () => [
      ...inRange(0, 1_000, (shard) => this.data.shards.get(keyOf(auditId, shard))).values(),
    ]);
  }

  failures(auditId: string, from: number, to: number) {
    return reading(this.step, 'failures', () =>
      inRange(from, to, (chunk) => this.data.failures.get(keyOf(auditId, chunk))),
    );
  }

  async putChunkChanges(auditId: string, chunk: number, changes: readonly Change[]) {
    await writing(this.step, 'chunkChanges', () =>
      this.data.changes.set(keyOf(auditId, chunk), changes),
    );
  }

  chunkChanges(auditId: string, { limit, cursor = '' }: { limit: number; cursor?: string }) {
    return reading(this.step, 'changesOfChunks', () => {
      const keys = [...this.data.changes.keys()].sort();
      const rest = keys.filter((key) => key.startsWith(`${auditId} `) && key > cursor);
      const page = rest.slice(0, limit);
      const changes = page.flatMap((key) => this.data.changes.get(key) ?? []);
      const last = page.at(-1);
      return {
        changes: changes.map(({ previous, ...summary }) => summary),
        ...(last !== undefined && rest.length > limit ? { cursor: last } : {}),
      };
    });
  }

  update(auditId: string, from: readonly Audit['status'][], change: AuditUpdate) {
    return writing(this.step, 'update', () => {
      const audit = this.visible(auditId);
      if (!audit || !from.includes(audit.status)) return { audit, updated: false };
      const given = Object.entries({ ...audit, ...change }).filter(([, value]) => value !== null);
      const changed = Object.fromEntries(given) as unknown as Audit;
      this.data.audits.set(auditId, changed);
      return { audit: changed, updated: true };
    });
  }

  end(auditId: string, end: AuditEnd, before: number | undefined) {
    return writing(this.step, 'end', () => {
      const audit = this.visible(auditId);
      if (!audit || audit.status === 'cancelled' || audit.completedAt !== before) return false;
      const { pause, ...rest } = audit;
      this.data.audits.set(auditId, { ...rest, ...end });
      return true;
    });
  }

  async claim(auditId: string, from: number, to: number) {
    return writing(this.step, 'claim', () => {
      const audit = this.visible(auditId);
      const isAtWork = audit?.status === 'accepted' || audit?.status === 'running';
      if (!audit || !isAtWork || audit.dispatched !== from) return false;
      this.data.audits.set(auditId, { ...audit, status: 'running', dispatched: to });
      return true;
    });
  }

  async rewind(auditId: string, chunk: number) {
    await writing(this.step, 'rewind', () => {
      const audit = this.visible(auditId);
      if (!audit || audit.dispatched <= chunk) return;
      this.data.audits.set(auditId, { ...audit, dispatched: chunk });
    });
  }

  async putBack(auditId: string, chunks: readonly number[]) {
    for (const chunk of chunks) {
      await writing(this.step, 'putBack', () => {
        const shard = this.shardNow(auditId, shardOf(chunk));
        this.setShard(auditId, { ...shard, again: new Set([...shard.again, chunk]) });
      });
    }
  }

  takeBack(auditId: string, chunks: readonly number[]) {
    return writing(this.step, 'takeBack', () => {
      const first = Math.min(...chunks);
      const shard = this.shardNow(auditId, shardOf(first));
      if (!shard.again.has(first)) return false;
      const again = new Set([...shard.again].filter((chunk) => !chunks.includes(chunk)));
      this.setShard(auditId, { ...shard, again });
      return true;
    });
  }

  noteTry(auditId: string, chunk: number) {
    return writing(this.step, 'try', () => {
      const tries = (this.data.tries.get(keyOf(auditId, chunk)) ?? 0) + 1;
      this.data.tries.set(keyOf(auditId, chunk), tries);
      return tries;
    });
  }

  async noteUnsettled({ auditId, chunk }: ChunkRef) {
    await writing(this.step, 'unsettled', () =>
      this.data.unsettled.set(keyOf(auditId, chunk), { auditId, chunk }),
    );
  }

  async clearUnsettled({ auditId, chunk }: ChunkRef) {
    await writing(this.step, 'clearUnsettled', () =>
      this.data.unsettled.delete(keyOf(auditId, chunk)),
    );
  }

  unsettled() {
    return reading(this.step, 'unsettled', () => [...this.data.unsettled.values()]);
  }

  async clearTries(auditId: string, chunk: number) {
    await writing(this.step, 'clearTries', () => this.data.tries.delete(keyOf(auditId, chunk)));
  }
}

function inRange<T>(from: number, to: number, valueAt: (n: number) => T | undefined) {
  const found = new Map<number, T>();
  for (let n = from; n < to; n++) {
    const value = valueAt(n);
    if (value !== undefined) found.set(n, value);
  }
  return found;
}
