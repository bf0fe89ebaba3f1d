import type { PaceConfig } from '../domain/pace';
import type { PaceStore } from '../domain/pace-change';
import { readQuota } from '../domain/pace-quota';
import { type SweepDeps, sweep } from '../domain/sweep';
import { logCodes } from '../runtime/log-codes';
import { gaugeQuota } from '../runtime/metered';
import type { Tools } from '../runtime/tools';

export interface SweepHandlerDeps extends SweepDeps {
  readonly pace: Pick<PaceStore, 'read'>;
  readonly limits: PaceConfig;
}

/** Throws if the sweep failed: the next one comes within a minute, and errors are alarmed. */
export const createHandler =
  (deps: SweepHandlerDeps, { log, meter, clock }: Tools) =>
  async () => {
    const started = clock();
    try {
      const report = await sweep(deps);
      log.info(logCodes.sweepEnded, { ...report, durationMs: clock() - started });
      gaugeQuota(meter, await readQuota(deps.pace, deps.limits, clock));
      return report;
    } finally {
      meter.flush();
    }
  };
