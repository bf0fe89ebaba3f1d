import {
  type Audit,
  type AuditStatus,
  addTotals,
  chunksPerShard,
  noTotals,
  type ProgressShard,
  type Totals,
} from './audit';
import type { AuditStore, Clock, EventBus } from './ports';
import { auditEvent } from './report-events';

export interface CompleteDeps {
  readonly audits: AuditStore;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Ends the audit if this shard's last chunk was the audit's last. */
export async function completeIfAllCounted(
  deps: CompleteDeps,
  audit: Audit,
  shard: ProgressShard,
): Promise<void> {
  const inShard = Math.min(chunksPerShard, audit.chunks - shard.shard * chunksPerShard);
  if (shard.done.size + shard.failed.size < inShard) return;
  await completeAudit(deps, audit);
}

/**
 * Ends the audit if every chunk is counted: status, event, then off the list of work. Safe to repeat; a repeat sends
 * the same event again. An audit that ended with gaps ends anew when a redrive has filled some.
 */
export async function completeAudit(deps: CompleteDeps, audit: Audit): Promise<boolean> {
  const shards = await deps.audits.shards(audit.auditId);
  if (countedChunks(shards) < audit.chunks) return false;
  const totals = totalsOfShards(shards);
  const ended = await deps.audits.update(
    audit.auditId,
    ['accepted', 'running', 'paused', 'completed-with-gaps', 'failed'],
    { status: endStatus(audit, totals), totals, completedAt: deps.clock(), pause: null },
  );
  if (!ended.audit) return false;
  if (ended.audit.status !== 'cancelled') {
    await deps.events.publish([auditEvent(ended.audit, ended.audit.totals ?? totals)]);
  }
  await deps.audits.settle(audit.auditId);
  return true;
}

function endStatus(audit: Audit, totals: Totals): AuditStatus {
  if (totals.failed === 0) return 'completed';
  return totals.failed === audit.requested ? 'failed' : 'completed-with-gaps';
}

export const totalsOfShards = (shards: readonly ProgressShard[]): Totals =>
  shards.reduce((sum, { totals }) => addTotals(sum, totals), noTotals);

export const countedChunks = (shards: readonly ProgressShard[]): number =>
  shards.reduce((sum, { done, failed }) => sum + done.size + failed.size, 0);
