import type { Totals } from '../domain/audit';
import { GongUnavailable, NoSlot } from '../domain/errors';
import type { LedgerEvent } from '../domain/events';
import type { Outcome } from '../domain/observation';
import type { Quota } from '../domain/pace-quota';
import type { EventBus, Gong } from '../domain/ports';
import type { CallLister } from '../domain/trigger-ports';
import type { Meter, MetricName } from './metrics';
import type { Tools } from './tools';

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

const eventMetrics: Record<LedgerEvent['detailType'], MetricName> = {
  'Access Granted': 'AccessGranted',
  'Access Revoked': 'AccessRevoked',
  'Audit Completed': 'AuditsCompleted',
  'Audit Failed': 'AuditsFailed',
  'Audit Cancelled': 'AuditsCancelled',
  'Audit Paused': 'AuditsPaused',
  'Audit Rejected': 'AuditsRejected',
  'Gong Credentials Rejected': 'BreakerOpen',
};

/** Accesses are counted by user; an ended audit also counts its calls. */
function countEvent(meter: Meter, event: LedgerEvent): void {
  const users = 'users' in event.detail ? event.detail.users.length : 1;
  meter.add(eventMetrics[event.detailType], users);
  if (event.detailType === 'Audit Completed' || event.detailType === 'Audit Failed') {
    countTotals(meter, event.detail.totals);
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

/**
 * Counts requests to Gong, and those that Gong still refused for their rate after the last repetition. Repetitions
 * themselves are not counted here: the day's budget counts every one.
 */
export const meteredGong = (gong: Gong, meter: Meter): Gong => ({
  usersAccess: async (callIds, ask) => {
    const answer = await withFailures(meter, gong.usersAccess(callIds, ask));
    // Slot 0: known beforehand to be too many calls, so that nothing was sent.
    if (answer.slot > 0) meter.add('GongRequests', 1);
    return answer;
  },
});

/** Counts the pages of Gong's listing in the same way. */
export const meteredLister = (lister: CallLister, meter: Meter): CallLister => ({
  page: async (request, ask) => {
    const page = await withFailures(meter, lister.page(request, ask));
    meter.add('GongRequests', 1);
    return page;
  },
});

async function withFailures<T>(meter: Meter, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof NoSlot)) meter.add('GongRequests', 1);
    if (error instanceof GongUnavailable && error.reason === 'rate-limited') {
      meter.add('GongRefusals', 1);
    }
    throw error;
  }
}

/** How the day and the breaker stand, for the alarms. */
export function gaugeQuota(meter: Meter, { spent, requestsPerDay, breaker }: Quota): void {
  meter.gauge('DayBudgetUsedPercent', (100 * spent) / requestsPerDay);
  meter.gauge('BreakerOpen', breaker.state === 'open' ? 1 : 0);
}

const dayMs = 24 * 3_600_000;

/** How old the version of the secret is that is in use, for the alarm. */
export const gaugeSecretAge = ({ meter, clock }: Pick<Tools, 'meter' | 'clock'>) => {
  return (createdAt: number): void => {
    meter.gauge('SecretAgeDays', (clock() - createdAt) / dayMs);
  };
};
