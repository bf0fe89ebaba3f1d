import { setTimeout as sleep } from 'node:timers/promises';
import { type AuditShape, audit } from './api/shapes';
import type { Context } from './context';
import { CliError } from './errors';
import { type ExitCode, exitCodes } from './exit-codes';
import { showProgress } from './output/progress';

const ended = new Set(['completed', 'completed-with-gaps', 'failed', 'cancelled']);
/** How often the audit is looked at, in ms: while it runs, and while it is paused. */
const runningMs = 1_000;
const pausedMs = 5_000;

/**
 * Follows an audit until it has ended.
 * @throws CliError at Ctrl-C: the audit goes on, and the error says how to come back
 */
export async function watch(
  context: Context,
  started: AuditShape,
  now: () => number,
): Promise<AuditShape> {
  const progress = showProgress(context.terminal, now);
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  // Stays in place once it has come: npx hands the same Ctrl-C on a second time.
  process.on('SIGINT', interrupt);
  try {
    let current = started;
    progress.update(current);
    while (!ended.has(current.status)) {
      const wait = current.status === 'paused' ? pausedMs : runningMs;
      await sleep(wait, undefined, { signal: interruption.signal });
      current = await context.api.get(`/audits/${started.auditId}`, audit);
      progress.update(current);
    }
    return current;
  } catch (error) {
    if (interruption.signal.aborted) throw goesOn(started.auditId);
    throw error;
  } finally {
    progress.stop();
    if (!interruption.signal.aborted) process.off('SIGINT', interrupt);
  }
}

const goesOn = (auditId: string) =>
  new CliError(
    'the audit goes on without this command',
    exitCodes.interrupted,
    `Come back: gong-access status ${auditId} --wait\nEnd it:    gong-access cancel ${auditId}`,
  );

/** Only a complete audit without a failed call is a success. */
export const exitCodeOfAudit = ({ status, totals }: AuditShape): ExitCode =>
  status === 'completed' && totals.failed === 0 ? exitCodes.ok : exitCodes.finding;
