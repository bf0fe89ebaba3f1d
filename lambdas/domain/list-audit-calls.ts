import type { Audit } from './audit';
import { CallIdCollection } from './call-id-collection';
import { readCallList } from './call-list';
import { completeAudit } from './complete-audit';
import { cutAudit } from './cut-audit';
import type { DispatchDeps } from './dispatch';
import {
  DomainError,
  GongRefused,
  GongUnavailable,
  InvalidInput,
  ListUnusable,
  NoSlot,
} from './errors';
import { failAudit } from './fail-audit';
import { afterPage, type Listing } from './listing';
import { type PauseDeps, pauseAudit, pauseFor } from './pause-audit';
import { mostCallsPerAudit } from './request-audit';
import { listingAgainMs } from './request-listed-audit';
import type { CallLister, CallLists, KnownCalls, ListingStore } from './trigger-ports';

export interface ListCallsDeps extends PauseDeps, DispatchDeps {
  readonly listings: ListingStore;
  readonly lister: CallLister;
  readonly lists: CallLists;
  readonly known: KnownCalls;
}

export interface ListingAttempt {
  /** Milliseconds since 1970: no request to Gong is of use after it. */
  readonly deadline: number;
  /** When the function is ended, at the latest: until then nobody else lists these calls. */
  readonly end: number;
  /** No delivery of the message follows this one. */
  readonly isLast: boolean;
}

/** How a delivery ended: what is `left` the sweep sends again. */
export type ListingRun = 'listed' | 'left';

/**
 * Lists the calls of an audit, cuts them into chunks and has these checked. What Gong listed is stored page by page, so
 * that another delivery goes on where this one ended; lists and known calls are read anew.
 * @throws if the message is to be delivered again, or to end in the dead-letter queue
 */
export async function listAuditCalls(
  deps: ListCallsDeps,
  auditId: string,
  attempt: ListingAttempt,
): Promise<ListingRun> {
  const audit = await deps.audits.audit(auditId);
  if (!audit) throw new InvalidInput('the audit is not known', 'auditId', 'unknown-audit');
  if (!isToBeListed(audit)) return finish(deps, audit);
  const listing = await deps.listings.lease(auditId, deps.clock(), attempt.end);
  if (!listing) return 'left';
  try {
    await cutAudit(deps, audit, await collect(deps, audit, listing, attempt));
    await deps.listings.end(auditId);
    return 'listed';
  } catch (error) {
    return await setAside(deps, audit, attempt, error);
  }
}

const isToBeListed = ({ isListing, status }: Audit) =>
  isListing === true && (status === 'accepted' || status === 'running');

/** A paused audit is listed when it resumes; otherwise there is nothing left to list. */
async function finish(deps: ListCallsDeps, audit: Audit): Promise<ListingRun> {
  if (audit.status === 'paused') return 'left';
  await deps.listings.end(audit.auditId);
  await completeAudit(deps, audit);
  return 'listed';
}

async function collect(
  deps: ListCallsDeps,
  audit: Audit,
  listing: Listing,
  attempt: ListingAttempt,
): Promise<CallIdCollection> {
  if (audit.source?.kind === 'list') return fromList(deps, audit, audit.source);
  const pages =
    audit.source?.kind === 'calls'
      ? await fromGong(deps, audit, audit.source.workspaceId, listing, attempt)
      : deps.known.callIds();
  const calls = new CallIdCollection();
  for await (const page of pages) for (const callId of page) calls.add(callId);
  return calls;
}

async function fromGong(
  deps: ListCallsDeps,
  { auditId, priority }: Audit,
  workspaceId: string | undefined,
  before: Listing,
  { deadline }: ListingAttempt,
): Promise<AsyncIterable<readonly string[]>> {
  let listing = before;
  for (let [window] = listing.windows; window; [window] = listing.windows) {
    const { cursor } = listing;
    const request = { window, ...(cursor && { cursor }), ...(workspaceId && { workspaceId }) };
    const page = await deps.lister.page(request, { priority, deadline });
    if (page.kind === 'page' && page.callIds.length > 0) {
      await deps.listings.putPage(auditId, listing.pages, page.callIds);
    }
    listing = afterPage(listing, page);
    await deps.listings.save(auditId, listing);
  }
  return deps.listings.pages(auditId, listing.pages);
}

/** The report is put beside the list before anything is audited: a bad line is never dropped without a word. */
async function fromList(
  { lists }: ListCallsDeps,
  { auditId }: Audit,
  { bucket, key }: { bucket: string; key: string },
): Promise<CallIdCollection> {
  const place = { bucket, key };
  const calls = new CallIdCollection();
  const { etag, bytes } = await lists.open(place);
  const found = await readCallList(bytes, calls);
  const requested = calls.count();
  const failure = requested > mostCallsPerAudit ? 'too-many-calls' : undefined;
  const unusable = requested === 0 ? 'list-without-calls' : failure;
  await lists.putReport(place, {
    schemaVersion: 1,
    auditId,
    etag,
    ...found,
    requested,
    duplicates: found.named - requested,
    ...(unusable && { failure: unusable }),
  });
  if (unusable === 'list-without-calls') throw new ListUnusable(unusable);
  return calls;
}

/**
 * Waiting is the table's business, not the queue's: what must wait for Gong pauses the audit, what found no time is
 * sent again by the sweep. What will never succeed ends the audit; other failures give the message back.
 */
async function setAside(
  deps: ListCallsDeps,
  audit: Audit,
  attempt: ListingAttempt,
  error: unknown,
): Promise<ListingRun> {
  const { auditId } = audit;
  const now = deps.clock();
  const pause = pauseFor(error, now);
  if (pause) await pauseAudit(deps, auditId, pause);
  if (pause || isPassing(error)) {
    await deps.listings.release(auditId, now);
    return 'left';
  }
  await deps.listings.release(auditId, now + listingAgainMs);
  if (!isFinal(error) && !attempt.isLast) throw error;
  await failAudit(deps, audit, error instanceof DomainError ? error.code : 'internal-error');
  await deps.listings.end(auditId);
  if (!isFinal(error)) throw error;
  return 'listed';
}

const isPassing = (error: unknown) =>
  error instanceof GongUnavailable || (error instanceof NoSlot && error.reason === 'deadline');

const isFinal = (error: unknown) =>
  error instanceof ListUnusable ||
  error instanceof GongRefused ||
  (error instanceof DomainError && error.code === 'too-many-calls');
