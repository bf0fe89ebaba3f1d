import type { PaceConfig } from '../domain/pace';
import type { PaceStore } from '../domain/pace-change';
import { readQuota } from '../domain/pace-quota';
import type { Clock } from '../domain/ports';

export interface QuotaDeps {
  readonly pace: Pick<PaceStore, 'read'>;
  readonly limits: PaceConfig;
  readonly clock: Clock;
}

const iso = (moment: number) => new Date(moment).toISOString();

/** Gong's budget as the API shows it: times in ISO 8601 UTC. */
export async function quotaView({ pace, limits, clock }: QuotaDeps) {
  const { breaker, pausedUntil, ...quota } = await readQuota(pace, limits, clock);
  return {
    ...quota,
    dayStart: iso(quota.dayStart),
    dayEnd: iso(quota.dayEnd),
    breaker: breaker.state === 'open' ? { ...breaker, until: iso(breaker.until) } : breaker,
    ...(pausedUntil === undefined ? {} : { pausedUntil: iso(pausedUntil) }),
  };
}
