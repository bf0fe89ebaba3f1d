import { type Audit, hasEnded, noTotals } from './audit';
import { completeIfAllCounted } from './complete-audit';
import { DomainError, NoSlot, WorkerCrashed } from './errors';
import { pauseForOutage } from './outage';
import { type AuditPause, pauseAudit, pauseFor } from './pause-audit';
import type { RunChunkDeps } from './run-chunk';

export interface FailedAttempt {
  readonly error: unknown;
  /** Gong answered neither this chunk's requests nor any other meanwhile. */
  readonly isOutage: boolean;
  /** No delivery of the message follows this one. */
  readonly isLast: boolean;
}

/**
 * Waiting is the table's business, not the queue's: what must wait for Gong pauses its audit, what found no time goes
 * back to `sweep`, and the message is done with. Other failures give the message back, and the last one gives up.
 * @throws the error, if the message is to be delivered again or to end in the dead-letter queue
 */
export async function setAside(
  deps: RunChunkDeps,
  audit: Audit,
  chunk: number,
  { error, isOutage, isLast }: FailedAttempt,
): Promise<'left'> {
  const { auditId } = audit;
  // A redrive: of an audit that has ended nothing is sent again, so that its message must not be done with.
  if (hasEnded(audit.status)) {
    if (isLast) await noteOpen(deps, auditId, chunk);
    throw error;
  }
  if (error instanceof NoSlot && error.reason === 'deadline') {
    await deps.audits.putBack(auditId, [chunk]);
    return 'left';
  }
  const pause = pauseFor(error, deps.clock()) ?? (isOutage && (await outagePause(deps, auditId)));
  if (pause) {
    await deps.audits.putBack(auditId, [chunk]);
    await pauseAudit(deps, auditId, pause);
    return 'left';
  }
  if (isLast || isOutage || error instanceof WorkerCrashed) {
    await giveUp(deps, audit, chunk, error);
  }
  throw error;
}

async function outagePause(deps: RunChunkDeps, auditId: string): Promise<AuditPause | undefined> {
  const audit = await deps.audits.audit(auditId);
  return audit && pauseForOutage(audit, await deps.audits.shards(auditId), deps.clock());
}

/** Counts the chunk's calls as failed. A redrive from the dead-letter queue may still do better. */
async function giveUp(deps: RunChunkDeps, audit: Audit, chunk: number, error: unknown) {
  const { auditId } = audit;
  await noteOpen(deps, auditId, chunk);
  const callIds = await deps.audits.chunk(auditId, chunk);
  const totals = { ...noTotals, failed: callIds?.length ?? 0 };
  const reason = error instanceof DomainError ? error.code : 'internal-error';
  const shard = await deps.audits.countFailed(auditId, { chunk, totals, reason });
  await completeIfAllCounted(deps, audit, shard);
}

/** What the chunk has stored, but perhaps not announced, `sweep` announces. */
async function noteOpen(deps: RunChunkDeps, auditId: string, chunk: number): Promise<void> {
  const stored = await deps.evidence.ofChunks(auditId, chunk, chunk + 1);
  if (stored.size > 0) await deps.audits.noteUnsettled({ auditId, chunk });
}
