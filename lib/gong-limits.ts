/** Gong's limits for one company, and how they are shared. */
export interface GongLimits {
  /**
   * Requests a second that Gong allows the company.
   * @default 3
   */
  readonly requestsPerSecond?: number | undefined;
  /**
   * Requests a day that Gong allows the company.
   * @default 10000
   */
  readonly requestsPerDay?: number | undefined;
  /**
   * Share of the day (0 to 0.9) that only interactive checks may use.
   * @default 0.1
   */
  readonly interactiveShare?: number | undefined;
  /**
   * Share of the day (0 to 0.9) left to the company's other integrations with Gong.
   * @default 0.1
   */
  readonly othersShare?: number | undefined;
  /**
   * Length of Gong's day in hours, from its first request.
   * @default 24
   */
  readonly dayHours?: number | undefined;
}

export const requestsPerSecond = (limits: GongLimits = {}): number => limits.requestsPerSecond ?? 3;

/** The limits as environment of the functions that pace requests. */
export function paceEnvironment(limits: GongLimits = {}) {
  return {
    GONG_REQUESTS_PER_SECOND: String(requestsPerSecond(limits)),
    GONG_REQUESTS_PER_DAY: String(limits.requestsPerDay ?? 10_000),
    GONG_INTERACTIVE_SHARE: String(limits.interactiveShare ?? 0.1),
    GONG_OTHERS_SHARE: String(limits.othersShare ?? 0.1),
    GONG_DAY_HOURS: String(limits.dayHours ?? 24),
  };
}
