import {
  type Audit,
  type AuditStatus,
  addTotals,
  chunksPerShard,
  hasEnded,
  noTotals,
  type ProgressShard,
  type Totals,
} from './audit';
import { accountedTotals } from './audit-view';
import { failAudit } from './fail-audit';
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
  if (audit.isListing) return false;
  if (audit.failure !== undefined) {
    await failAudit(deps, audit, audit.failure);
    return true;
  }
  const ended = await endAudit(deps, audit);
  if (!ended || ended.status === 'cancelled') return false;
  await deps.events.publish([auditEvent(ended, ended.totals ?? noTotals)]);
  await deps.audits.settle(audit.auditId);
  return true;
}

/** Ends a cancelled audit of which no chunk is under way any more: totals, event, then off the list of work. */
export async function completeCancelled(deps: CompleteDeps, audit: Audit): Promise<void> {
  const { auditId } = audit;
  const totals = accountedTotals(audit, totalsOfShards(await deps.audits.shards(auditId)));
  await deps.audits.update(auditId, ['cancelled'], { totals });
  await deps.events.publish([auditEvent(audit, totals)]);
  await deps.audits.settle(auditId);
}

/**
 * Writes the end unless it is written already, and reads the counters again: of runs that end an audit at once one
 * writes, and what another one has counted meanwhile makes another end.
 */
async function endAudit(deps: CompleteDeps, { auditId, ...audit }: Audit) {
  for (;;) {
    const shards = await deps.audits.shards(auditId);
    const stored = await deps.audits.audit(auditId);
    if (!stored || countedChunks(shards) < audit.chunks) return undefined;
    const totals = totalsOfShards(shards);
    const hasThisEnd = hasEnded(stored.status) && isSame(stored.totals, totals);
    if (hasThisEnd || stored.status === 'cancelled') return stored;
    const before = stored.completedAt;
    // Later than the end before in any case: that is how ends are told apart.
    const completedAt = Math.max(deps.clock(), (before ?? 0) + 1);
    const status = endStatus(stored, totals);
    await deps.audits.end(auditId, { status, totals, completedAt }, before);
  }
}

const isSame = (a: Totals | undefined, b: Totals): boolean =>
  !!a && Object.entries(b).every(([name, count]) => a[name as keyof Totals] === count);

function endStatus(audit: Audit, totals: Totals): AuditStatus {
  if (totals.failed === 0) return 'completed';
  return totals.failed === audit.requested ? 'failed' : 'completed-with-gaps';
}

export const totalsOfShards = (shards: readonly ProgressShard[]): Totals =>
  shards.reduce((sum, { totals }) => addTotals(sum, totals), noTotals);

export const countedChunks = (shards: readonly ProgressShard[]): number =>
  shards.reduce((sum, { done, failed }) => sum + done.size + failed.size, 0);
