import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditShape, audit } from './api/shapes';
import type { Context } from './context';
import { CliError } from './errors';
import { type ExitCode, exitCodes } from './exit-codes';
import { showProgress } from './output/progress';
import { hasEnded, standingOf } from './output/standing';

/** How often audits are looked at, in ms: while one runs, and while all are paused. */
const runningMs = 1_000;
const pausedMs = 5_000;

/**
 * Follows audits until all have ended.
 * @throws CliError at Ctrl-C: the audits go on, and the error says how to come back
 */
export async function watch(
  context: Context,
  started: readonly AuditShape[],
  now: () => number,
): Promise<readonly AuditShape[]> {
  const progress = showProgress(context.terminal, now);
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  // Stays in place once it has come: npx hands the same Ctrl-C on a second time.
  process.on('SIGINT', interrupt);
  try {
    let current = started;
    progress.update(standingOf(current));
    while (!current.every(hasEnded)) {
      await sleep(waitOf(current), undefined, { signal: interruption.signal });
      current = await Promise.all(current.map((one) => lookAt(context, one)));
      progress.update(standingOf(current));
    }
    return current;
  } catch (error) {
    if (interruption.signal.aborted) throw goesOn(started);
    throw error;
  } finally {
    progress.stop();
    if (!interruption.signal.aborted) process.off('SIGINT', interrupt);
  }
}

const lookAt = async ({ api }: Context, known: AuditShape): Promise<AuditShape> =>
  hasEnded(known) ? known : api.get(`/audits/${known.auditId}`, audit);

const waitOf = (audits: readonly AuditShape[]): number =>
  audits.every((one) => hasEnded(one) || one.status === 'paused') ? pausedMs : runningMs;

function goesOn(audits: readonly AuditShape[]): CliError {
  const [is, it] = audits.length === 1 ? ['the audit goes', 'it'] : ['the audits go', 'them'];
  const ids = idsOf(audits);
  return new CliError(
    `${is} on without this command`,
    exitCodes.interrupted,
    `Come back: gong-access status ${ids} --wait\n${`End ${it}:`.padEnd(10)} gong-access cancel ${ids}`,
  );
}

export const idsOf = (audits: readonly AuditShape[]): string =>
  audits.map(({ auditId }) => auditId).join(' ');

/** Only complete audits without a failed call are a success. */
export const exitCodeOfAudits = (audits: readonly AuditShape[]): ExitCode =>
  audits.every(({ status, totals }) => status === 'completed' && totals.failed === 0)
    ? exitCodes.ok
    : exitCodes.finding;
