import type { Priority } from './audit';
import { dayAt, dayCap, firstState, type PaceConfig, type PaceState, stepOf } from './pace';
import type { PaceStore } from './pace-change';
import type { Clock } from './ports';

/** How Gong's budget stands: the answer of `GET /quota`. Moments are milliseconds since 1970. */
export interface Quota {
  readonly requestsPerSecond: number;
  readonly requestsPerDay: number;
  readonly dayStart: number;
  readonly dayEnd: number;
  /** Slots given out in this day. */
  readonly spent: number;
  readonly reserved: { readonly interactive: number; readonly others: number };
  readonly left: { readonly interactive: number; readonly bulk: number };
  readonly guardMs: number;
  readonly chunkSize: number;
  readonly breaker: Breaker;
  readonly pausedUntil?: number;
  readonly pauseReason?: 'paused' | 'day-spent';
}

type Breaker =
  | { readonly state: 'closed' | 'trying' }
  | {
      readonly state: 'open';
      readonly until: number;
      readonly status: 401 | 403;
      readonly missingScope?: string;
    };

/** Reads only: for functions that may not write. */
export const readQuota = async (
  store: Pick<PaceStore, 'read'>,
  config: PaceConfig,
  clock: Clock,
): Promise<Quota> => quotaOf(config, await store.read(), clock());

/** @param seen the pace item; absent before the first request ever. */
export function quotaOf(config: PaceConfig, seen: PaceState | undefined, now: number): Quota {
  const state = seen ?? firstState(config, now);
  const day = dayAt(config, state, now);
  const spent = day.dayEnd === state.dayEnd ? state.spent : 0;
  const left = (priority: Priority) => Math.max(0, dayCap(config, priority) - spent);
  const caps = { interactive: dayCap(config, 'interactive'), bulk: dayCap(config, 'bulk') };
  return {
    requestsPerSecond: config.requestsPerSecond,
    requestsPerDay: config.requestsPerDay,
    dayStart: day.dayStart,
    dayEnd: day.dayEnd,
    spent,
    reserved: {
      interactive: caps.interactive - caps.bulk,
      others: config.requestsPerDay - caps.interactive,
    },
    left: { interactive: left('interactive'), bulk: left('bulk') },
    guardMs: state.guard / 1_000,
    chunkSize: state.chunkSize,
    breaker: breakerOf(state, now),
    ...(state.pausedUntil > now && {
      pausedUntil: state.pausedUntil,
      pauseReason: state.pauseReason,
    }),
  };
}

function breakerOf(state: PaceState, now: number): Breaker {
  if (state.openUntil <= now || state.openStatus === 0) {
    return { state: state.openUntil > 0 && !state.proven ? 'trying' : 'closed' };
  }
  return {
    state: 'open',
    until: state.openUntil,
    status: state.openStatus,
    ...(state.openScope && { missingScope: state.openScope }),
  };
}

/** What an audit would cost: the answer to a dry run. */
export interface Estimate {
  readonly requests: number;
  /** When it would end, milliseconds since 1970, if nothing else ran; absent if bulk has no share of the day at all. */
  readonly eta?: number;
  /** Of `requestsPerDay`; over 1 if it takes days. */
  readonly shareOfDay: number;
}

/** @param chunks requests that the audit needs; unknown calls cost some more. */
export function estimate(config: PaceConfig, quota: Quota, chunks: number, now: number): Estimate {
  const shareOfDay = chunks / config.requestsPerDay;
  const eta = etaOf(config, quota, chunks, now);
  return { requests: chunks, shareOfDay, ...(eta !== undefined && { eta }) };
}

function etaOf(config: PaceConfig, quota: Quota, chunks: number, now: number): number | undefined {
  const perRequestMs = stepOf(config, quota.guardMs * 1_000) / 1_000;
  const start = Math.max(now, quota.pausedUntil ?? 0, blockedUntil(quota));
  const leftNow = start < quota.dayEnd ? quota.left.bulk : 0;
  if (chunks <= leftNow) return Math.ceil(start + chunks * perRequestMs);
  const perDay = dayCap(config, 'bulk');
  if (perDay === 0) return undefined;
  const rest = chunks - leftNow;
  const wholeDays = Math.ceil(rest / perDay) - 1;
  const dayMs = config.dayHours * 3_600_000;
  const lastDay = Math.max(start, quota.dayEnd) + wholeDays * dayMs;
  return Math.ceil(lastDay + (rest - wholeDays * perDay) * perRequestMs);
}

const blockedUntil = (quota: Quota): number =>
  quota.breaker.state === 'open' ? quota.breaker.until : 0;
