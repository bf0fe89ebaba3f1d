import type { CallState } from './call-state';
import { baseline, nextVersion, type Source, says } from './change';
import type { Observation } from './observation';

/** An observation and the evidence that it is read from. */
export interface SourcedObservation {
  readonly observation: Observation;
  readonly source: Source;
}

/**
 * The state of a call, from everything that was observed of it.
 * @param lateSlots observations that the ledger kept as late: they made no version
 */
export function rebuildState(
  observed: readonly SourcedObservation[],
  lateSlots: ReadonlySet<number>,
): CallState | undefined {
  const inOrder = [...observed].sort((a, b) => a.observation.observedAt - b.observation.observedAt);
  let state: CallState | undefined;
  let lastSeenAt = 0;
  for (const { observation, source } of inOrder) {
    const { observedAt } = observation;
    if (lateSlots.has(observedAt)) continue;
    if (!state) state = baseline(observation, source);
    else if (!says(state, observation)) {
      const { outbox: _, ...next } = nextVersion(state, observation, source, lastSeenAt);
      state = next;
    }
    lastSeenAt = observedAt;
  }
  const latest = Math.max(...lateSlots);
  return state && latest > state.observedAt ? { ...state, floor: latest } : state;
}

/** Whether two states mean the same; when an unknown call is asked for again may differ. */
export function isSameState(a: CallState, b: CallState): boolean {
  return a.version === b.version && a.observedAt === b.observedAt && says(a, b);
}
