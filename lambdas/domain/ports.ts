import type { Audit, Outage, Pause, Priority, ProgressShard, SeenProgress, Totals } from './audit';
import type { CallState, Change, Receipt, Snapshot } from './call-state';
import type { ChunkMessage } from './chunk-message';
import type { LedgerEvent } from './events';
import type { Evidence, EvidenceRef } from './evidence';
import type { PartDigest } from './evidence-part';

/** Milliseconds since 1970. */
export type Clock = () => number;

export interface Ask {
  readonly priority: Priority;
  /** Milliseconds since 1970: an answer later than this is of no use. */
  readonly deadline: number;
}

/** One answer of Gong to one request, after pacing and bounded retries. */
export interface GongAnswer {
  /** `too-many-calls`: Gong refuses so many calls in a request; slot 0 if that was known and nothing was sent. */
  readonly kind: 'answered' | 'calls-not-found' | 'too-many-calls';
  readonly slot: number;
  readonly requestId: string;
  readonly body: string;
}

/**
 * `POST /v2/calls/users-access`.
 * @throws NoSlot, GongUnavailable, GongRefused, GongAnswerInvalid, GongCredentialsRejected, SecretInvalid
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
  /**
   * Replaces version `next.version - 1`, if it and its floor are older than `next`. The step to that version must be
   * announced.
   */
  replaceState(next: CallState): Promise<boolean>;
  /** Bars versions up to `floor` from following this one; `false` if another version or a higher floor is there. */
  raiseFloor(state: CallState, floor: number): Promise<boolean>;
  /** Moves the moment at which an unknown call is asked for again, while its version stays the same. */
  askAgain(state: CallState, askAgainAt: number, timesNotFound: number): Promise<void>;
  /** Empties the outbox of this version; does nothing if it is empty or another version is there. */
  clearOutbox(callId: string, version: number): Promise<void>;
  /** Notes that users had access to calls of these buckets, before a state says so. May be repeated. */
  putPostings(bucketsByUser: ReadonlyMap<string, ReadonlySet<string>>): Promise<void>;
  /** Appends to the histories of calls. May be repeated. */
  putChanges(changes: readonly Change[]): Promise<void>;
  /** Appends to the changes of the audits that observed these, each for itself. May be repeated. */
  putAuditChanges(changes: readonly Change[]): Promise<void>;
  /** Appends to the feed over all calls, under the present time. A repeat shows twice, with the same calls and versions. */
  putFeed(changes: readonly Change[], recordedAt: number): Promise<void>;
  /** Appends an observation that came after a newer one and told something else than the version of its time. */
  putLate(callId: string, late: Snapshot): Promise<void>;
  putReceipts(receipts: readonly Receipt[]): Promise<void>;
  /**
   * Receipts that name the call with slots between the two, both excluded; newest first, read strongly. With `version`
   * only those that saw the call as this one.
   */
  receipts(callId: string, range: ReceiptRange): Promise<Receipt[]>;
  /** The step that ended the version in force at `moment`: the oldest with `observedAt` later than it. */
  changeAfter(callId: string, moment: number): Promise<Change | undefined>;
  /** The step at exactly this slot. */
  changeAt(callId: string, observedAt: number): Promise<Change | undefined>;
  /** The whole history of a call, oldest first. */
  changes(callId: string): Promise<Change[]>;
  /** Late observations of a call, oldest first. */
  late(callId: string): Promise<Snapshot[]>;
}

export interface ReceiptRange {
  readonly after: number;
  readonly before?: number;
  readonly version?: number;
  readonly limit?: number;
}

/** Where to look for the calls of a user. */
export interface CallIndex {
  /** Buckets in which the user has or had access to a call, sorted; a hint. */
  bucketsOf(userId: string): Promise<string[]>;
  /**
   * A stretch of a bucket's calls after `after`, in order, at most `most` of them: the states that may name the user or
   * have an outbox, and where the stretch ends; no `upTo`: with the bucket.
   */
  stretch(
    bucket: string,
    after: string | undefined,
    userId: string,
    most: number,
  ): Promise<{ states: CallState[]; upTo?: string }>;
  /** Of the same stretch: the steps that ended a version after `moment`, and the calls with late observations. */
  history(
    bucket: string,
    after: string | undefined,
    upTo: string | undefined,
    moment: number,
  ): Promise<{ ended: Change[]; late: Set<string> }>;
}

/** Changes over all calls, in the order in which they were recorded. */
export interface ChangeFeed {
  /** Entries after a place, none recorded later than `until`; `next`: the place to go on from, if there may be more. */
  entries(
    after: FeedPlace,
    until: number,
    limit: number,
  ): Promise<{ entries: { place: FeedPlace; changes: ChangeSummary[] }[]; next?: FeedPlace }>;
}

export interface FeedPlace {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of the entry; empty: before all entries of that moment. */
  readonly id: string;
}

/** Evidence with the calls that it is about, in ledger order. */
export interface StoredEvidence {
  readonly callIds: readonly string[];
  readonly evidence: Evidence;
}

/** Gong's answers, as received. */
export interface EvidenceStore {
  /**
   * Puts the evidence of an audit's chunk, and what its part of an export is recognised by, unless there; gives the
   * stored one, which alone counts.
   */
  commitChunk(
    auditId: string,
    chunk: number,
    evidence: Evidence,
    digest: PartDigest,
  ): Promise<Evidence>;
  /** Puts the evidence of a synchronous check. */
  putCheck(check: {
    checkId: string;
    requestedBy: string;
    observedAt: number;
    stored: StoredEvidence;
  }): Promise<EvidenceRef>;
  /** Where a chunk's evidence belongs. */
  refOf(auditId: string, chunk: number): EvidenceRef;
  evidence(ref: EvidenceRef): Promise<StoredEvidence | undefined>;
  /** Evidence of chunks `from` to `to` (excluded), as far as it is there. */
  ofChunks(auditId: string, from: number, to: number): Promise<Map<number, Evidence>>;
  /** As taken when the evidence of chunks `from` to `to` (excluded) was put. */
  digests(auditId: string, from: number, to: number): Promise<Map<number, PartDigest>>;
  /** Checks whose changes may not be recorded or announced yet: noted before, taken off after. */
  notePending(check: PendingCheck): Promise<void>;
  clearPending(check: PendingCheck): Promise<void>;
  pending(): Promise<PendingCheck[]>;
}

/** A synchronous check that is being recorded. */
export interface PendingCheck {
  readonly checkId: string;
  readonly evidence: EvidenceRef;
  /** Milliseconds since 1970. */
  readonly observedAt: number;
}

/** What one chunk adds to its audit's totals. */
export interface ChunkCount {
  readonly chunk: number;
  readonly totals: Totals;
}

/** The ledger's side of audits. */
export interface AuditStore {
  /** Reserves the audit's ID unless taken; gives the stored audit. It is not visible until accepted. */
  reserve(audit: Audit): Promise<Audit>;
  /** Stores the calls of the audit's chunks, numbered from `first` (0 by default). May be repeated. */
  putChunks(auditId: string, chunks: readonly (readonly string[])[], first?: number): Promise<void>;
  /**
   * Lists the audit, notes it as having work, makes it visible. May be repeated.
   * @throws TooManyAudits if more have work than can be noted
   */
  accept(audit: Audit): Promise<void>;
  /** Takes an ID off those that have work if it was reserved before that moment and never accepted. */
  abandon(auditId: string, reservedBefore: number): Promise<void>;
  /** An accepted audit, read strongly. */
  audit(auditId: string): Promise<Audit | undefined>;
  /** Newest first. */
  audits(page: { limit: number; cursor?: string }): Promise<{ audits: Audit[]; cursor?: string }>;
  /** IDs of audits that may still have work. */
  running(): Promise<string[]>;
  /** Takes an audit off those that have work. */
  settle(auditId: string): Promise<void>;
  /** Notes that an audit has work again. */
  reopen(auditId: string): Promise<void>;
  /** The calls of a chunk, in ledger order. */
  chunk(auditId: string, chunk: number): Promise<string[] | undefined>;
  /** The calls of chunks `from` to `to` (excluded). */
  chunks(auditId: string, from: number, to: number): Promise<Map<number, string[]>>;
  /** Counts a chunk as done, once; moves it out of `failed` if it was there. Gives the shard as it is now. */
  countDone(auditId: string, count: ChunkCount): Promise<ProgressShard>;
  /** Counts a chunk as failed, once, unless it is done. Gives the shard as it is now. */
  countFailed(auditId: string, count: ChunkCount & { reason: string }): Promise<ProgressShard>;
  /** Read strongly. */
  shard(auditId: string, shard: number): Promise<ProgressShard>;
  /** Read strongly. */
  shards(auditId: string): Promise<ProgressShard[]>;
  /** Why chunks `from` to `to` (excluded) were given up. */
  failures(auditId: string, from: number, to: number): Promise<Map<number, string>>;
  /** The changes that a chunk found. May be repeated. */
  putChunkChanges(auditId: string, chunk: number, changes: readonly Change[]): Promise<void>;
  /** Changes found by an audit, by chunk; last those that were put for themselves. */
  chunkChanges(
    auditId: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ changes: ChangeSummary[]; cursor?: string }>;
  /** Changes the audit if its status is one of `from`; gives the audit as it is afterwards. */
  update(
    auditId: string,
    from: readonly Audit['status'][],
    change: AuditUpdate,
  ): Promise<{ audit: Audit | undefined; updated: boolean }>;
  /**
   * Ends the audit unless it is cancelled; `false` if it has ended at another moment than `before` meanwhile (absent:
   * if it has ended at all).
   */
  end(auditId: string, end: AuditEnd, before: number | undefined): Promise<boolean>;
  /** Moves `dispatched` and sets the audit running, if it is at work and nobody has moved it from `from`. */
  claim(auditId: string, from: number, to: number): Promise<boolean>;
  /** Sends chunks from `chunk` on again: lowers `dispatched` to it if it is higher. */
  rewind(auditId: string, chunk: number): Promise<void>;
  /** Notes chunks as to be sent again. */
  putBack(auditId: string, chunks: readonly number[]): Promise<void>;
  /** Takes chunks of one shard off those to be sent again; `false` if another did, who then sends them. */
  takeBack(auditId: string, chunks: readonly number[]): Promise<boolean>;
  /** Notes that a chunk is begun; gives how often it was begun without coming to an end, this time included. */
  noteTry(auditId: string, chunk: number): Promise<number>;
  /** The chunk's work came to an end, whichever. */
  clearTries(auditId: string, chunk: number): Promise<void>;
  /** Notes a chunk that was given up when some of its changes were perhaps stored but not announced. */
  noteUnsettled(chunk: ChunkRef): Promise<void>;
  clearUnsettled(chunk: ChunkRef): Promise<void>;
  unsettled(): Promise<ChunkRef[]>;
}

export interface ChunkRef {
  readonly auditId: string;
  readonly chunk: number;
}

/** How an audit ends. */
export interface AuditEnd {
  readonly status: Audit['status'];
  readonly totals: Totals;
  /** Milliseconds since 1970. */
  readonly completedAt: number;
}

/** A change without the version before. */
export type ChangeSummary = Omit<Change, 'previous'>;

/** New values; `null` takes a value away. */
export interface AuditUpdate {
  readonly status?: Audit['status'];
  readonly pause?: Pause | null;
  readonly totals?: Totals;
  readonly completedAt?: number;
  readonly dispatched?: number;
  readonly isListing?: null;
  readonly failure?: string;
  readonly requested?: number;
  readonly duplicates?: number;
  readonly chunks?: number;
  readonly announcedAt?: number;
  readonly seenProgress?: SeenProgress | null;
  readonly outage?: Outage;
}

export interface ChunkQueue {
  /** Resolves once the queue has taken every message. */
  send(messages: readonly ChunkMessage[]): Promise<void>;
  /** Messages waiting or being worked on, about. */
  depth(): Promise<number>;
}

export interface EventBus {
  /** Resolves once the bus has taken every event. Events carry an ID: a repeated one is recognisable. */
  publish(events: readonly LedgerEvent[]): Promise<void>;
}
