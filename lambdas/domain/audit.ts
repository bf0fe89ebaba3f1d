import type { AuditSource } from './audit-source';

/** An audit: one request to observe a set of calls. */
export type AuditStatus =
  | 'accepted'
  | 'running'
  | 'paused'
  | 'completed'
  | 'completed-with-gaps'
  | 'failed'
  | 'cancelled';

/** What may go before what: interactive checks, then event-triggered audits, then bulk. */
export type Priority = 'interactive' | 'event' | 'bulk';

/** Calls by outcome. For an ended audit they add up to the calls requested. */
export interface Totals {
  readonly granted: number;
  readonly none: number;
  readonly notReturned: number;
  readonly notFound: number;
  readonly failed: number;
}

/** Why an audit waits: `day-spent`, `breaker-open`, `gong-unavailable`, … or `requested` by a person. */
export interface Pause {
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Set once the event is out; until then `sweep` sends it. */
  readonly announced?: true;
  /** When it resumes by itself, milliseconds since 1970; absent if only a person resumes it. */
  readonly until?: number;
}

/** Since when Gong has given an audit no answer, and how often the audit paused for it. */
export interface Outage {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly pauses: number;
  /** Chunks that were done then: with one more the outage is over. */
  readonly done: number;
}

/** What `sweep` saw last of an audit's progress: tells a stalled audit from a slow one. */
export interface SeenProgress {
  readonly chunks: number;
  /** Since when, milliseconds since 1970. */
  readonly at: number;
  /** Measured over the last rounds of `sweep`. */
  readonly chunksPerSecond?: number;
}

export interface Audit {
  readonly auditId: string;
  readonly status: AuditStatus;
  readonly label?: string;
  /** The IAM principal, schedule or event that asked. */
  readonly requestedBy: string;
  readonly priority: Priority;
  /** When an event or a listing announced the calls, if one did: Gong may not know them yet for a short time. */
  readonly announcedAt?: number;
  /** Where its calls come from, if the request did not name them. */
  readonly source?: AuditSource;
  /** Its calls are still being listed: `requested`, `duplicates` and `chunks` are 0 until they are known. */
  readonly isListing?: true;
  /** Why it failed as a whole: a stable code. */
  readonly failure?: string;
  /** Calls, duplicates taken out. */
  readonly requested: number;
  /** IDs in the request that were there before. */
  readonly duplicates: number;
  readonly chunks: number;
  /** SHA-256 over the calls in ledger order and the label: tells a repeated request from another one. */
  readonly fingerprint: string;
  /** Chunks below this number that are neither counted nor to be sent again are taken to be in the queue. */
  readonly dispatched: number;
  readonly seenProgress?: SeenProgress;
  readonly pause?: Pause;
  readonly outage?: Outage;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly completedAt?: number;
  /** Of an ended audit. */
  readonly totals?: Totals;
}

/** Progress of up to 128 chunks, kept in one item. */
export interface ProgressShard {
  readonly shard: number;
  readonly done: ReadonlySet<number>;
  /** Chunks that were given up; a later redrive may still move them to `done`. */
  readonly failed: ReadonlySet<number>;
  /** Chunks to be sent again: their message is done with though they may not be counted. */
  readonly again: ReadonlySet<number>;
  /** Of the chunks done and failed. */
  readonly totals: Totals;
}

export const chunksPerShard = 128;
export const shardOf = (chunk: number) => Math.floor(chunk / chunksPerShard);

export const hasEnded = (status: AuditStatus) =>
  status === 'completed' ||
  status === 'completed-with-gaps' ||
  status === 'failed' ||
  status === 'cancelled';

export const noTotals: Totals = { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: 0 };

export const addTotals = (a: Totals, b: Totals): Totals => ({
  granted: a.granted + b.granted,
  none: a.none + b.none,
  notReturned: a.notReturned + b.notReturned,
  notFound: a.notFound + b.notFound,
  failed: a.failed + b.failed,
});

export const sumOfTotals = (t: Totals): number =>
  t.granted + t.none + t.notReturned + t.notFound + t.failed;
