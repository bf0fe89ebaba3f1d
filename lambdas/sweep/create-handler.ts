import type { Context } from 'aws-lambda';
import type { PaceConfig } from '../domain/pace';
import type { PaceStore } from '../domain/pace-change';
import { readQuota } from '../domain/pace-quota';
import { type SweepDeps, sweep } from '../domain/sweep';
import { type SweepTriggersDeps, sweepTriggers } from '../domain/sweep-triggers';
import { logCodes } from '../runtime/log-codes';
import { gaugeQuota } from '../runtime/metered';
import type { Tools } from '../runtime/tools';

export interface SweepHandlerDeps extends SweepDeps, SweepTriggersDeps {
  readonly pace: Pick<PaceStore, 'read'>;
  readonly limits: PaceConfig;
}

/** While there is work, one invocation sweeps again and again: the queue holds less than a minute's work. */
const betweenRoundsMs = 10_000;
/** A round is not begun with less than this left, milliseconds. */
const timeForRound = 15_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Audits and triggers, neither of which waits for the other to succeed. @throws what one of them failed with */
async function round(deps: SweepHandlerDeps) {
  const [audits, triggers] = await Promise.allSettled([sweep(deps), sweepTriggers(deps)]);
  if (audits.status === 'rejected') throw audits.reason;
  if (triggers.status === 'rejected') throw triggers.reason;
  return { report: audits.value, triggers: triggers.value };
}

/** Throws if a sweep failed: the next one comes within a minute, and errors are alarmed. */
export const createHandler =
  (deps: SweepHandlerDeps, { log, meter, clock }: Tools, wait = pause) =>
  async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) => {
    const started = clock();
    try {
      let { report, triggers } = await round(deps);
      let [rounds, sent] = [1, report.sent];
      const isBusy = () => report.running + report.resumed > 0;
      while (isBusy() && context.getRemainingTimeInMillis() > betweenRoundsMs + timeForRound) {
        await wait(betweenRoundsMs);
        ({ report, triggers } = await round(deps));
        rounds += 1;
        sent += report.sent;
      }
      log.info(logCodes.sweepEnded, {
        ...{ ...report, ...triggers, rounds, sent },
        durationMs: clock() - started,
      });
      gaugeQuota(meter, await readQuota(deps.pace, deps.limits, clock));
      return report;
    } finally {
      meter.flush();
    }
  };
