import { noTotals, type Totals } from '../../lambdas/domain/audit';
import type { World } from './world';

/** An audit's totals, counted from Gong's log: one for each call of each chunk, by what was said of it last. */
export function evidenceTotals(world: World, auditId: string): Totals {
  const totals = { ...noTotals };
  for (const stored of world.ledger.evidence.chunks.values()) {
    if (stored.auditId !== auditId) continue;
    const calls = world.as().audits.callsOf(auditId, stored.chunk) ?? [];
    for (const [index, callId] of calls.entries()) {
      const answer = stored.evidence.answers.findLast(
        ({ from, to }) => from <= index && index < to,
      );
      const truth = answer?.remembered
        ? 'unknown'
        : world.timeline.truthAt(callId, answer?.slot ?? 0);
      if (truth === 'unknown') totals.notFound += 1;
      else if (truth === 'absent') totals.notReturned += 1;
      else if (truth.length > 0) totals.granted += 1;
      else totals.none += 1;
    }
  }
  return totals;
}
