import type { Priority } from './audit';

/** Gong's limits for the company, and how they are shared. The same for all functions. */
export interface PaceConfig {
  readonly requestsPerSecond: number;
  readonly requestsPerDay: number;
  /** Share of the day (0 to 1) that only interactive checks may use. */
  readonly interactiveShare: number;
  /** Share of the day (0 to 1) left to the company's other integrations with Gong. */
  readonly othersShare: number;
  /** Length of Gong's day. */
  readonly dayHours: number;
}

/** The pace item: what all functions know of Gong's limits. Moments are milliseconds since 1970 unless said. */
export interface PaceState {
  /** Earliest time of the next slot, MICROseconds since 1970: 12 or 100 a second divide no second into milliseconds. */
  readonly tat: number;
  /** What is added to each second, microseconds: room for requests that travel for unequal times. */
  readonly guard: number;
  /** Gong's day as far as known: from its first request, or until the moment that a 429 named. */
  readonly dayStart: number;
  readonly dayEnd: number;
  /** Whether a 429 named `dayEnd`; the days after it then follow each other without a gap. */
  readonly dayTaught: boolean;
  /** Slots given out in this day, used or not. */
  readonly spent: number;
  /** No request before this moment, as a 429 said; 0 if none did. */
  readonly pausedUntil: number;
  readonly pauseReason: 'paused' | 'day-spent';
  /** When the last 429 was taken note of; 0 if there was none. */
  readonly refusedAt: number;
  /** 429s in a row, each soon after the wait for the one before. */
  readonly refusals: number;
  /** The breaker is open until this moment; 0 if it is closed. */
  readonly openUntil: number;
  /** Why the breaker opened last; 0 if it never did. */
  readonly openStatus: 0 | 401 | 403;
  /** The scope that was missing when it opened; empty if Gong named none. */
  readonly openScope: string;
  /** Version of the secret that Gong took last; empty if none. Another one is tried by one request at a time. */
  readonly proven: string;
  /** A request tries a version that is not proven: no other may go out before this moment, or before it ends. */
  readonly probeUntil: number;
  /** Calls that Gong takes in one request, as far as known. */
  readonly chunkSize: number;
}

/** Microseconds in a millisecond. */
export const usPerMs = 1_000;

/** Guard in microseconds. A 429 costs more than what a thousand slots of a slightly wider guard cost. */
export const guardAtFirst = 30_000;
export const guardAtLeast = 10_000;
export const guardAtMost = 500_000;
export const guardGrowth = 10_000;
/** Given back with every slot: one 429 in 5,000 requests keeps the guard where it is. */
export const guardDecay = 2;

export const chunkSizeAtFirst = 100;

/** How long the breaker stays open before one request tries again. */
export const breakerWindowMs = 5 * 60_000;
/** Longer than a request may take, so that the trial of a dead function is forgotten but no live one is doubled. */
export const probeMs = 60_000;

const dayLength = (config: PaceConfig) => config.dayHours * 3_600_000;

export function firstState(config: PaceConfig, now: number): PaceState {
  return {
    tat: 0,
    guard: guardAtFirst,
    ...dayFrom(config, now),
    spent: 0,
    pausedUntil: 0,
    pauseReason: 'paused',
    refusedAt: 0,
    refusals: 0,
    openUntil: 0,
    openStatus: 0,
    openScope: '',
    proven: '',
    probeUntil: 0,
    chunkSize: chunkSizeAtFirst,
  };
}

/** Time between two slots, microseconds. Never under a millisecond: slots are whole milliseconds, each its own. */
export const stepOf = (config: PaceConfig, guard: number): number =>
  Math.max(usPerMs, Math.ceil((1_000_000 + guard) / config.requestsPerSecond));

/** Slots of a day that this priority may bring `spent` to. */
export function dayCap(config: PaceConfig, priority: Priority): number {
  const ours = Math.floor(config.requestsPerDay * (1 - config.othersShare));
  if (priority === 'interactive') return ours;
  return Math.max(0, ours - Math.ceil(config.requestsPerDay * config.interactiveShare));
}

type Day = Pick<PaceState, 'dayStart' | 'dayEnd' | 'dayTaught'>;

const dayFrom = (config: PaceConfig, start: number): Day => ({
  dayStart: start,
  dayEnd: Math.round(start + dayLength(config)),
  dayTaught: false,
});

/** The day that `now` falls in, given the last one known. */
export function dayAt(config: PaceConfig, known: Day, now: number): Day {
  if (now < known.dayEnd) return known;
  if (!known.dayTaught) return dayFrom(config, now);
  const gone = Math.floor((now - known.dayEnd) / dayLength(config));
  const start = Math.round(known.dayEnd + gone * dayLength(config));
  return { ...dayFrom(config, start), dayTaught: true };
}

/**
 * Whether a wait that Gong names speaks of the day. A limit per second is over in a second or two;
 * a shorter pause than this says nothing about when the day ends.
 */
export const tellsDayEnd = (config: PaceConfig, waitMs: number): boolean =>
  waitMs > Math.max(5_000, dayLength(config) / 24);
