import type { Audit } from './audit';
import { type AuditView, auditView } from './audit-view';
import { totalsOfShards } from './complete-audit';
import { NotFound } from './errors';
import { inParallel } from './in-parallel';
import type { AuditStore, Clock } from './ports';

export interface ReadAuditDeps {
  readonly audits: AuditStore;
  readonly clock: Clock;
  readonly requestsPerSecond: number;
}

/** @throws NotFound */
export async function existingAudit(
  deps: Pick<ReadAuditDeps, 'audits'>,
  auditId: string,
): Promise<Audit> {
  const audit = await deps.audits.audit(auditId);
  if (!audit) throw new NotFound('no such audit', 'audit-not-found');
  return audit;
}

/** @throws NotFound */
export async function readAudit(deps: ReadAuditDeps, auditId: string): Promise<AuditView> {
  return viewOf(deps, await existingAudit(deps, auditId));
}

/** Audits, newest first. */
export async function listAudits(
  deps: ReadAuditDeps,
  page: { limit: number; cursor?: string },
): Promise<{ audits: AuditView[]; cursor?: string }> {
  const { audits, cursor } = await deps.audits.audits(page);
  const views = await inParallel(8, audits, (audit) => viewOf(deps, audit));
  return { audits: views, ...(cursor === undefined ? {} : { cursor }) };
}

export async function viewOf(deps: ReadAuditDeps, audit: Audit): Promise<AuditView> {
  const totals = audit.totals ?? totalsOfShards(await deps.audits.shards(audit.auditId));
  return auditView(audit, totals, {
    at: deps.clock(),
    requestsPerSecond: deps.requestsPerSecond,
  });
}
