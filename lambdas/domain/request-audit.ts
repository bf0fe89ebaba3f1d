import { createHash } from 'node:crypto';
import type { Audit, Priority } from './audit';
import { inLedgerOrder } from './call-ids';
import { type DispatchDeps, dispatch } from './dispatch';
import { Conflict, InvalidInput, TooManyCalls } from './errors';

export interface RequestAuditDeps extends DispatchDeps {
  /** A new, unique audit ID. */
  readonly newId: () => string;
}

export interface AuditRequest {
  readonly callIds: readonly string[];
  readonly label?: string;
  readonly priority: Priority;
  readonly requestedBy: string;
  readonly idempotencyKey?: string;
  /** When an event announced the calls: Gong may not know them yet for a short time. */
  readonly announcedAt?: number;
}

/** Calls in one request to Gong, at first; the size of an audit's chunks. */
export const callsPerChunk = 100;

export const mostCallsPerAudit = 1_000_000;

/**
 * Makes an audit durable and starts it. When it returns, nothing is lost any more: chunks, audit and its place among
 * the work are stored, and `sweep` sends what this call could not.
 * @throws Conflict if the idempotency key was used for another request
 */
export async function requestAudit(deps: RequestAuditDeps, request: AuditRequest): Promise<Audit> {
  const callIds = inLedgerOrder(request.callIds);
  if (callIds.length === 0) throw new InvalidInput('no calls to audit', 'callIds');
  if (callIds.length > mostCallsPerAudit) {
    throw new TooManyCalls(`at most ${mostCallsPerAudit} calls in one audit`, 'callIds');
  }
  const chunks = cut(callIds, callsPerChunk);
  const wanted = newAudit(deps, request, callIds, chunks.length);
  const audit = await deps.audits.reserve(wanted);
  sameRequest(audit, wanted);
  await deps.audits.putChunks(audit.auditId, chunks);
  await deps.audits.accept(audit);
  const accepted = (await deps.audits.audit(audit.auditId)) ?? audit;
  await dispatch(deps, [accepted]).catch(() => undefined);
  return accepted;
}

function newAudit(
  deps: RequestAuditDeps,
  request: AuditRequest,
  callIds: readonly string[],
  chunks: number,
): Audit {
  return {
    auditId: auditIdFor(request) ?? deps.newId(),
    status: 'accepted',
    ...(request.label === undefined ? {} : { label: request.label }),
    requestedBy: request.requestedBy,
    priority: request.priority,
    ...(request.announcedAt === undefined ? {} : { announcedAt: request.announcedAt }),
    requested: callIds.length,
    duplicates: request.callIds.length - callIds.length,
    chunks,
    fingerprint: digest([request.label ?? '', ...callIds].join('\n')),
    dispatched: 0,
    createdAt: deps.clock(),
  };
}

/** The same caller with the same key means the same audit; `undefined` without a key. */
export const auditIdFor = ({
  requestedBy,
  idempotencyKey,
}: Pick<AuditRequest, 'requestedBy' | 'idempotencyKey'>): string | undefined =>
  idempotencyKey === undefined
    ? undefined
    : digest(`${requestedBy}\n${idempotencyKey}`).slice(0, 32);

/** @throws Conflict unless the stored audit of that ID was asked for in the same way */
export function sameRequest(stored: Audit, wanted: Audit): void {
  if (stored.fingerprint === wanted.fingerprint) return;
  throw new Conflict(
    'the Idempotency-Key was used for another request',
    'idempotency-key-reused',
    422,
  );
}

export const digest = (text: string) => createHash('sha256').update(text).digest('hex');

export function cut<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
