import type { CallState } from './call-state';

const hour = 3_600_000;

/**
 * A call that Gong does not know is remembered, so that it costs no request the next time. Short at first, since a
 * young call may not have reached Gong's index yet; longer each time it is still not there.
 */
const waits = [6 * hour, 36 * hour, 7 * 24 * hour];

/** When an unknown call is worth asking for again. */
export function askAgain(observedAt: number, timesNotFound: number): number {
  return observedAt + (waits[Math.min(timesNotFound, waits.length) - 1] ?? hour);
}

/** Whether the ledger already knows, and recently enough, that Gong does not know the call. */
export function isRememberedUnknown(state: CallState | undefined, now: number): boolean {
  return state?.outcome === 'not-found' && (state.askAgainAt ?? 0) > now;
}

/** Gong takes this long, at most, to know a call that it has announced. */
const youngMs = 15 * 60_000;

/** Whether "not found" may only mean "not yet": the call was announced a short time ago. */
export function isYoung(announcedAt: number | undefined, now: number): boolean {
  return announcedAt !== undefined && now - announcedAt < youngMs;
}
