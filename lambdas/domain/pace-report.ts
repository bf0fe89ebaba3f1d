import {
  breakerWindowMs,
  guardAtMost,
  guardGrowth,
  type PaceConfig,
  type PaceState,
  tellsDayEnd,
} from './pace';
import { mustBe, type PaceChange } from './pace-change';

/** Wait after a 429 that names none, and the most that repeated ones come to. */
const usualWaitMs = 1_000;
const longestBackoffMs = 5 * 60_000;
/** A 429 this soon after the wait for the one before is the same trouble, not a new one. */
const soonMs = 10_000;

export interface Refusal {
  /** Slot of the request that was refused. */
  readonly slot: number;
  readonly now: number;
  /** As Gong named it; absent if it named none that can be used. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * What a 429 changes: nobody asks before the wait is over, and slots move apart. Refusals of requests that were
 * on their way together count as one. The second change, for when the first finds that such a one was counted
 * already, only makes the wait longer.
 */
export function refusalChanges(
  config: PaceConfig,
  state: PaceState,
  refusal: Refusal,
): [PaceChange, PaceChange] {
  const refusals = isSoon(state, refusal.now) ? state.refusals + 1 : 1;
  const wait = waitAfter(refusals, refusal.retryAfterMs);
  const isDay = tellsDayEnd(config, wait) && refusal.retryAfterMs !== undefined;
  const pause = pauseFor(state, refusal.now + wait, isDay);
  const longer = mustBe('pausedUntil', '<=', pause.pausedUntil);
  const guardGain = isDay ? 0 : Math.min(guardGrowth, Math.max(0, guardAtMost - state.guard));
  return [
    {
      set: { ...pause, refusals, refusedAt: refusal.now },
      add: { guard: guardGain },
      when: [mustBe('refusedAt', '<', refusal.slot), longer],
    },
    { set: pause, when: [longer] },
  ];
}

const isSoon = (state: PaceState, now: number): boolean =>
  state.refusedAt > 0 && now - state.pausedUntil < soonMs + (state.pausedUntil - state.refusedAt);

/** A wait that Gong names is obeyed. One that does not help is doubled, lest the day go on refusals. */
function waitAfter(refusals: number, named: number | undefined): number {
  const backoff = usualWaitMs * 2 ** Math.min(refusals - 1, 20);
  if (!named) return Math.min(backoff, longestBackoffMs);
  return refusals <= 3 ? named : Math.max(named, Math.min(backoff / 8, longestBackoffMs));
}

const pauseFor = (
  state: PaceState,
  until: number,
  isDay: boolean,
): Partial<PaceState> & { pausedUntil: number } => ({
  pausedUntil: Math.ceil(until),
  pauseReason: isDay ? 'day-spent' : 'paused',
  ...(isDay && { dayStart: state.dayStart, dayEnd: Math.ceil(until), dayTaught: true }),
});

/** What refused credentials change: nobody asks until the window is over, then one request alone tries. */
export const rejectionChange = (
  rejection: { status: 401 | 403; missingScope?: string | undefined },
  now: number,
): PaceChange => ({
  set: {
    openUntil: now + breakerWindowMs,
    openStatus: rejection.status,
    openScope: rejection.missingScope ?? '',
    proven: '',
    probeUntil: 0,
  },
  when: [mustBe('openUntil', '<=', now)],
});

/** A trial of a version of the secret went well: all may use it. */
export const provenChange = (version: string, probeUntil: number): PaceChange => ({
  set: { proven: version, probeUntil: 0, openUntil: 0, openScope: '' },
  when: [mustBe('probeUntil', '=', probeUntil)],
});

/** A trial ended without telling anything of the secret: the next one may try. */
export const trialOverChange = (probeUntil: number): PaceChange => ({
  set: { probeUntil: 0 },
  when: [mustBe('probeUntil', '=', probeUntil)],
});

/** Gong refused this many calls in one request. Requests refused side by side halve it once. */
export function chunkSizeChange(refused: number, named?: number): PaceChange {
  const half = Math.max(1, Math.floor(refused / 2));
  const size = named && named < refused ? named : half;
  return { set: { chunkSize: size }, when: [mustBe('chunkSize', '>', size)] };
}
