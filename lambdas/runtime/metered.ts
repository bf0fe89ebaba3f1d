import type { Totals } from '../domain/audit';
import type { LedgerEvent } from '../domain/events';
import type { Outcome } from '../domain/observation';
import type { GongPacer } from '../domain/pace-pacer';
import type { Quota } from '../domain/pace-quota';
import type { EventBus } from '../domain/ports';
import type { Meter, MetricName } from './metrics';

const outcomeMetrics: Record<Outcome, MetricName> = {
  granted: 'CallsGranted',
  none: 'CallsNone',
  'not-returned': 'CallsNotReturned',
  'not-found': 'CallsNotFound',
  failed: 'CallsFailed',
};

/** Counts checked calls by outcome. */
export function countOutcomes(meter: Meter, outcomes: readonly { outcome: Outcome }[]): void {
  meter.add('CallsChecked', outcomes.length);
  for (const { outcome } of outcomes) meter.add(outcomeMetrics[outcome], 1);
}

/** Counts what the bus took. A repeated event counts again. */
export const meteredBus = (bus: EventBus, meter: Meter): EventBus => ({
  publish: async (events) => {
    await bus.publish(events);
    for (const event of events) countEvent(meter, event);
  },
});

function countEvent(meter: Meter, event: LedgerEvent): void {
  switch (event.detailType) {
    case 'Access Granted':
      return meter.add('AccessGranted', event.detail.users.length);
    case 'Access Revoked':
      return meter.add('AccessRevoked', event.detail.users.length);
    case 'Audit Completed':
      meter.add('AuditsCompleted', 1);
      return countTotals(meter, event.detail.totals);
    case 'Audit Failed':
      meter.add('AuditsFailed', 1);
      return countTotals(meter, event.detail.totals);
    case 'Audit Paused':
      return meter.add('AuditsPaused', 1);
    case 'Gong Credentials Rejected':
      return meter.add('BreakerOpen', 1);
  }
}

function countTotals(meter: Meter, totals: Totals): void {
  const { granted, none, notReturned, notFound, failed } = totals;
  meter.add('CallsChecked', granted + none + notReturned + notFound + failed);
  meter.add('CallsGranted', granted);
  meter.add('CallsNone', none);
  meter.add('CallsNotReturned', notReturned);
  meter.add('CallsNotFound', notFound);
  meter.add('CallsFailed', failed);
}

/** Counts requests to Gong (every one has a slot and reports it) and those that Gong refused for their rate. */
export const meteredPacer = (pacer: GongPacer, meter: Meter): GongPacer => ({
  acquire: (ask) => pacer.acquire(ask),
  chunkSize: () => pacer.chunkSize(),
  learnChunkSize: (refused, named) => pacer.learnChunkSize(refused, named),
  report: (slot, report) => {
    meter.add('GongRequests', 1);
    if (report.kind === 'rate-limited') meter.add('GongRefusals', 1);
    return pacer.report(slot, report);
  },
});

/** How the day and the breaker stand, for the alarms. */
export function gaugeQuota(meter: Meter, { spent, requestsPerDay, breaker }: Quota): void {
  meter.add('DayBudgetUsedPercent', (100 * spent) / requestsPerDay);
  meter.add('BreakerOpen', breaker.state === 'open' ? 1 : 0);
}
