import type { PaceConfig } from '../../domain/pace';

/** The limits as a function's environment gives them (`paceEnv`). */
export interface PaceEnv {
  readonly GONG_REQUESTS_PER_SECOND: number;
  readonly GONG_REQUESTS_PER_DAY: number;
  readonly GONG_INTERACTIVE_SHARE: number;
  readonly GONG_OTHERS_SHARE: number;
  readonly GONG_DAY_HOURS: number;
}

export const paceConfigOf = (env: PaceEnv): PaceConfig => ({
  requestsPerSecond: env.GONG_REQUESTS_PER_SECOND,
  requestsPerDay: env.GONG_REQUESTS_PER_DAY,
  interactiveShare: env.GONG_INTERACTIVE_SHARE,
  othersShare: env.GONG_OTHERS_SHARE,
  dayHours: env.GONG_DAY_HOURS,
});
