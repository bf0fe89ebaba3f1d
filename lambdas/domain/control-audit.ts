import { hasEnded } from './audit';
import type { AuditView } from './audit-view';
import { Conflict } from './errors';
import { type PauseDeps, pauseAudit, resumeAudit } from './pause-audit';
import { existingAudit, type ReadAuditDeps, readAudit } from './read-audit';

export interface ControlAuditDeps extends PauseDeps, ReadAuditDeps {}

/**
 * Ends an audit early: what was not checked stays unchecked. Chunks that are under way still end; `sweep` announces the
 * end when they have. @throws NotFound, Conflict if it has ended
 */
export async function cancelAudit(deps: ControlAuditDeps, auditId: string): Promise<AuditView> {
  const before = await existingAudit(deps, auditId);
  if (before.status !== 'cancelled') {
    const { updated } = await deps.audits.update(auditId, ['accepted', 'running', 'paused'], {
      status: 'cancelled',
      completedAt: deps.clock(),
      pause: null,
    });
    if (!updated) throw ended();
  }
  return readAudit(deps, auditId);
}

/** Pauses an audit until a person resumes it. @throws NotFound, Conflict if it has ended */
export async function pauseByRequest(deps: ControlAuditDeps, auditId: string): Promise<AuditView> {
  if (hasEnded((await existingAudit(deps, auditId)).status)) throw ended();
  await pauseAudit(deps, auditId, { reason: 'requested' });
  return readAudit(deps, auditId);
}

/** Sets a paused audit to work again, whatever paused it. @throws NotFound, Conflict if it has ended */
export async function resumeByRequest(deps: ControlAuditDeps, auditId: string): Promise<AuditView> {
  if (hasEnded((await existingAudit(deps, auditId)).status)) throw ended();
  await resumeAudit(deps, auditId, { isEmptied: false });
  return readAudit(deps, auditId);
}

const ended = () => new Conflict('the audit has ended', 'audit-ended');
