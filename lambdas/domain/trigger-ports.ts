import type { AuditSource, Window } from './audit-source';
import type { ListReport } from './call-list';
import type { CallPage, Listing } from './listing';
import type { ListingMessage } from './listing-message';
import type { Ask } from './ports';

/**
 * `GET /v2/calls`, one page. No calls are an empty page.
 * @throws NoSlot, GongUnavailable, GongRefused, GongAnswerInvalid, GongCredentialsRejected, SecretInvalid
 */
export interface CallLister {
  page(request: PageRequest, ask: Ask): Promise<CallPage>;
}

export interface PageRequest {
  readonly window: Window;
  readonly workspaceId?: string;
  readonly cursor?: string;
}

/** Listings under way. */
export interface ListingStore {
  /** Notes that an audit's calls are to be listed, unless noted. `dueAt`: when the sweep sends it again. */
  begin(auditId: string, listing: Listing, dueAt: number): Promise<void>;
  /** The listing, if nobody else works on it: then it is the caller's until `until`. */
  lease(auditId: string, now: number, until: number): Promise<Listing | undefined>;
  save(auditId: string, listing: Listing): Promise<void>;
  /** Gives the lease back. */
  release(auditId: string, dueAt: number): Promise<void>;
  /** Takes the listing off those under way. May be repeated. */
  end(auditId: string): Promise<void>;
  /** May be repeated: a page of the same number is replaced. */
  putPage(auditId: string, page: number, callIds: readonly string[]): Promise<void>;
  pages(auditId: string, count: number): AsyncIterable<readonly string[]>;
  /** Listings under way that nobody works on, due at `now`. Moves each to be due again at `next`. */
  takeDue(now: number, next: number): Promise<string[]>;
}

export interface ListingQueue {
  /** Resolves once the queue has taken every message. */
  send(messages: readonly ListingMessage[]): Promise<void>;
}

/** Lists of calls that lie in a bucket. */
export interface CallLists {
  /** @throws ListUnusable if it is not there or may not be read */
  open(list: ListPlace): Promise<{ etag: string; bytes: AsyncIterable<Uint8Array> }>;
  /** Puts what became of the list beside it. */
  putReport(list: ListPlace, report: ListReport): Promise<void>;
}

export type ListPlace = Pick<Extract<AuditSource, { kind: 'list' }>, 'bucket' | 'key'>;

/** Every call that the ledger has a state of. */
export interface KnownCalls {
  callIds(): AsyncIterable<readonly string[]>;
  /** How many they are: exact if they are few, else within a few per cent. */
  about(): Promise<number>;
}
