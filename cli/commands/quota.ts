import { type QuotaShape, quota } from '../api/shapes';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { count, percent, time } from '../output/format';
import { facts } from '../output/table';

/** How Gong's budget stands. */
export async function showQuota({ api, print, terminal }: Context): Promise<ExitCode> {
  const found = await api.get('/quota', quota);
  print(found, () => facts(quotaFacts(found), terminal.paint));
  return exitCodes.ok;
}

const quotaFacts = (found: QuotaShape): [string, string | undefined][] => [
  ['day', `${time(found.dayStart)} to ${time(found.dayEnd)}`],
  [
    'spent',
    `${count(found.spent)} of ${count(found.requestsPerDay)} requests (${percent(found.spent / found.requestsPerDay)})`,
  ],
  ['left for checks', count(found.left.interactive)],
  ['left for audits', count(found.left.bulk)],
  ['kept for checks', count(found.reserved.interactive)],
  ['left to others', `${count(found.reserved.others)} (Gong’s other integrations)`],
  [
    'pace',
    `${found.requestsPerSecond} requests a second, ${found.guardMs} ms of guard between them`,
  ],
  ['calls a request', count(found.chunkSize)],
  ['breaker', breakerText(found.breaker)],
  ['paused until', found.pausedUntil && time(found.pausedUntil)],
];

/** Whether Gong takes the key, in plain words. */
export function breakerText({ state, status, missingScope, until }: QuotaShape['breaker']): string {
  if (state === 'closed') return 'closed: Gong takes the key';
  if (state === 'trying') return 'trying: one request tests the key';
  const why =
    missingScope !== undefined
      ? `the key lacks the scope ${missingScope}`
      : status === 403
        ? 'Gong refuses this IP address'
        : 'Gong refuses the key';
  return `open: ${why}; tries again at ${time(until)}`;
}
