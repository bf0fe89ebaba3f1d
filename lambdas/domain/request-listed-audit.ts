import type { Audit, Priority } from './audit';
import type { AuditSource } from './audit-source';
import { InvalidInput } from './errors';
import { newListing } from './listing';
import type { AuditStore, Clock } from './ports';
import { auditIdFor, digest, sameRequest } from './request-audit';
import type { ListingQueue, ListingStore } from './trigger-ports';

export interface RequestListedAuditDeps {
  readonly audits: AuditStore;
  readonly listings: ListingStore;
  readonly listingQueue: ListingQueue;
  readonly clock: Clock;
  /** A new, unique audit ID. */
  readonly newId: () => string;
}

export interface ListedAuditRequest {
  readonly source: AuditSource;
  readonly label?: string;
  readonly priority: Priority;
  readonly requestedBy: string;
  readonly idempotencyKey?: string;
}

/** After this long a listing that nobody works on is sent again, milliseconds. */
export const listingAgainMs = 6 * 60_000;
/** Clocks of callers may be this much ahead, milliseconds. */
const skewMs = 60_000;

/**
 * Makes an audit durable whose calls are yet to be listed, and has them listed. When it returns, nothing is lost any
 * more: `sweep` sends the listing again if the queue did not take it.
 * @throws InvalidInput for a window that is not over; Conflict if the idempotency key was used for another request
 */
export async function requestListedAudit(
  deps: RequestListedAuditDeps,
  request: ListedAuditRequest,
): Promise<Audit> {
  const { source } = request;
  if (source.kind === 'calls' && source.to > deps.clock() + skewMs) {
    throw new InvalidInput('calls.toDateTime must not be in the future', 'calls.toDateTime');
  }
  const wanted = newListedAudit(deps, request);
  const audit = await deps.audits.reserve(wanted);
  sameRequest(audit, wanted);
  const { auditId } = audit;
  if (audit.isListing) {
    await deps.listings.begin(auditId, newListing(source), deps.clock() + listingAgainMs);
  }
  await deps.audits.accept(audit);
  await deps.listingQueue.send([{ schemaVersion: 1, auditId }]).catch(() => undefined);
  return (await deps.audits.audit(auditId)) ?? audit;
}

const newListedAudit = (deps: RequestListedAuditDeps, request: ListedAuditRequest): Audit => ({
  auditId: auditIdFor(request) ?? deps.newId(),
  status: 'accepted',
  ...(request.label === undefined ? {} : { label: request.label }),
  requestedBy: request.requestedBy,
  priority: request.priority,
  source: request.source,
  isListing: true,
  requested: 0,
  duplicates: 0,
  chunks: 0,
  fingerprint: digest(JSON.stringify([request.label ?? '', request.source])),
  dispatched: 0,
  createdAt: deps.clock(),
});
