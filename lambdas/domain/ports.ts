import type { Audit, Pause, Priority, ProgressShard, Totals } from './audit';
import type { CallState, Change, Receipt, Snapshot } from './call-state';
import type { ChunkMessage } from './chunk-message';
import type { LedgerEvent } from './events';
import type { Evidence, EvidenceRef } from './evidence';

/** Milliseconds since 1970. */
export type Clock = () => number;

export interface Ask {
  readonly priority: Priority;
  /** Milliseconds since 1970: an answer later than this is of no use. */
  readonly deadline: number;
}

/** One answer of Gong to one request, after pacing and bounded retries. */
export interface GongAnswer {
  /** `too-many-calls`: Gong refused the number of calls in the request. */
  readonly kind: 'answered' | 'calls-not-found' | 'too-many-calls';
  readonly slot: number;
  readonly requestId: string;
  readonly body: string;
}

/**
 * `POST /v2/calls/users-access`.
 * @throws NoSlot, GongUnavailable, GongRefused, GongCredentialsRejected, SecretInvalid
 */
export interface Gong {
  usersAccess(callIds: readonly string[], ask: Ask): Promise<GongAnswer>;
}

/** The ledger's side of calls. Writes are conditional; a lost race is an answer (`false`), not an error. */
export interface CallStore {
  /** States of calls in ledger order; unknown calls are absent. */
  states(
    callIds: readonly string[],
    read: { consistent: boolean },
  ): Promise<Map<string, CallState>>;
  /** Puts a baseline unless the call has a state. */
  createState(state: CallState): Promise<boolean>;
  /** Replaces version `expected.version`, if it is older than `next` and its outbox is empty. */
  replaceState(next: CallState, expected: { version: number }): Promise<boolean>;
  /** Moves `askAgainAt` of a call that is still not found; does nothing if the version has changed. */
  askAgain(callId: string, version: number, at: number, timesNotFound: number): Promise<void>;
  /** Empties the outbox of this version; does nothing if another version or an empty outbox is there. */
  clearOutbox(callId: string, version: number): Promise<void>;
  /** Appends to the history and the feed, each unless there. */
  putChange(change: Change): Promise<void>;
  /** Appends an observation that came after a newer one and told something else than the version of its time. */
  putLate(callId: string, late: Snapshot): Promise<void>;
  putReceipt(receipt: Receipt): Promise<void>;
  /** Receipts that name the call, slots in (`after`, `before`), newest first, read strongly. */
  receipts(
    callId: string,
    range: { after: number; before?: number; limit?: number },
  ): Promise<Receipt[]>;
  /** The step that ended the version in force at `moment`: the oldest with `observedAt` > `moment`. */
  changeAfter(callId: string, moment: number): Promise<Change | undefined>;
  /** The whole history of a call, oldest first. */
  changes(callId: string): Promise<Change[]>;
  /** Late observations of a call, oldest first. */
  late(callId: string): Promise<Snapshot[]>;
}

/** What one chunk adds to the audit's progress. */
export interface ChunkCount {
  readonly chunk: number;
  readonly totals: Totals;
}

/** The ledger's side of audits. */
export interface AuditStore {
  /** Stores the calls of the chunks, unless there. Safe to repeat. */
  putChunks(auditId: string, chunks: readonly (readonly string[])[]): Promise<void>;
  /** Creates the audit unless there; gives the stored one. Also lists it and marks it as running. */
  createAudit(audit: Audit): Promise<Audit>;
  audit(auditId: string): Promise<Audit | undefined>;
  /** Newest first. */
  audits(page: { limit: number; cursor?: string }): Promise<{ audits: Audit[]; cursor?: string }>;
  /** IDs of audits that may still have work. */
  running(): Promise<string[]>;
  /** Takes an audit off the running ones. */
  settle(auditId: string): Promise<void>;
  /** The calls of a chunk, in ledger order. */
  chunk(auditId: string, chunk: number): Promise<string[] | undefined>;
  chunks(auditId: string, from: number, to: number): Promise<Map<number, string[]>>;
  evidence(ref: EvidenceRef): Promise<Evidence | undefined>;
  /** Where a chunk's evidence belongs. */
  evidenceRef(auditId: string, chunk: number): EvidenceRef;
  /** Puts evidence unless there; gives the stored one, which alone counts. */
  commitEvidence(ref: EvidenceRef, evidence: Evidence): Promise<Evidence>;
  /** Counts a chunk as done, once; moves it out of `failed` if it was there. Gives the shard as it is now. */
  countDone(auditId: string, count: ChunkCount): Promise<ProgressShard>;
  /** Counts a chunk as failed, once, unless it is done. */
  countFailed(auditId: string, count: ChunkCount & { reason: string }): Promise<ProgressShard>;
  /** Read strongly. */
  shard(auditId: string, shard: number): Promise<ProgressShard>;
  shards(auditId: string): Promise<ProgressShard[]>;
  failureReasons(auditId: string, from: number, to: number): Promise<Map<number, string>>;
  /**
   * Moves an audit to another status if it is in one of `from`; gives the audit as it is afterwards,
   * and whether this call moved it.
   */
  transition(
    auditId: string,
    from: readonly Audit['status'][],
    to: {
      status: Audit['status'];
      pause?: Pause;
      totals?: Totals;
      completedAt?: number;
      dispatched?: number;
    },
  ): Promise<{ audit: Audit; moved: boolean }>;
  /** Sets how far chunks were sent, if it is still `from`. */
  setDispatched(auditId: string, from: number, to: number): Promise<boolean>;
}

export interface ChunkQueue {
  /** Resolves once the queue has taken every message. */
  send(messages: readonly ChunkMessage[]): Promise<void>;
}

export interface EventBus {
  /** Resolves once the bus has taken every event. Events carry an ID: a repeated one is recognisable. */
  publish(events: readonly LedgerEvent[]): Promise<void>;
}
