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
  if (!ended) return false;
  if (ended.status !== 'cancelled') {
    await deps.events.publish([auditEvent(ended, ended.totals ?? noTotals)]);
  }
  await deps.audits.settle(audit.auditId);
  return true;
}

/**
 * Writes the end and reads the counters again: of two runs that end an audit at once, each with what it has counted,
 * the one that writes last sees what the other counted.
 */
async function endAudit(deps: CompleteDeps, { auditId, ...audit }: Audit) {
  for (;;) {
    const shards = await deps.audits.shards(auditId);
    const stored = await deps.audits.audit(auditId);
    if (!stored || countedChunks(shards) < audit.chunks) return undefined;
    const totals = totalsOfShards(shards);
    if (hasEnded(stored.status) && isSame(stored.totals, totals)) return stored;
    const { audit: ended, updated } = await deps.audits.update(
      auditId,
      ['accepted', 'running', 'paused', 'completed-with-gaps', 'failed'],
      { status: endStatus(stored, totals), totals, completedAt: deps.clock(), pause: null },
    );
    if (!updated || totals.failed === 0) return ended;
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
