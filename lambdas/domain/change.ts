import type { CallState, Change, Snapshot } from './call-state';
import type { EvidenceRef } from './evidence';
import { type Observation, tellsAccess } from './observation';
import { askAgain } from './unknown-calls';

/** Where an observation comes from. */
export interface Source {
  readonly auditId: string;
  readonly evidence: EvidenceRef;
}

export function snapshotOf(observation: Observation, source: Source): Snapshot {
  const { outcome, users, observedAt, requestId } = observation;
  const { auditId, evidence } = source;
  return { outcome, users, observedAt, requestId, auditId, evidence };
}

/** Whether the observation says the same as a version of the call. */
export function says(
  version: Pick<Snapshot, 'outcome' | 'users'>,
  observation: Pick<Observation, 'outcome' | 'users'>,
): boolean {
  return (
    version.outcome === observation.outcome &&
    version.users.length === observation.users.length &&
    version.users.every((user, i) => user === observation.users[i])
  );
}

/** The first version of a call: nothing is known of what was before, so nothing has changed. */
export function baseline(observation: Observation, source: Source): CallState {
  return { callId: observation.callId, version: 1, ...firstSeen(observation, source) };
}

/**
 * The version that follows `state`, with the step to it in the outbox.
 * @param lastSeenAt when `state` was last observed
 */
export function nextVersion(
  state: CallState,
  observation: Observation,
  source: Source,
  lastSeenAt: number,
): CallState {
  const version = state.version + 1;
  const tells = tellsAccess(observation.outcome);
  const known = tellsAccess(state.outcome)
    ? { users: state.users, observedAt: lastSeenAt }
    : state.known;
  const change: Change = {
    callId: state.callId,
    version,
    observedAt: observation.observedAt,
    previousObservedAt: tells && known ? known.observedAt : lastSeenAt,
    auditId: source.auditId,
    outcome: observation.outcome,
    ...accessDelta(known?.users, observation),
    previous: previousOf(state),
  };
  return {
    callId: state.callId,
    version,
    ...firstSeen(observation, source),
    ...(!tells && known ? { known } : {}),
    outbox: change,
  };
}

/** An unknown call is remembered with the moment at which it is worth asking for again. */
function firstSeen(observation: Observation, source: Source) {
  const snapshot = snapshotOf(observation, source);
  if (snapshot.outcome !== 'not-found') return snapshot;
  return { ...snapshot, timesNotFound: 1, askAgainAt: askAgain(snapshot.observedAt, 1) };
}

function accessDelta(before: readonly string[] | undefined, observation: Observation) {
  if (!before || !tellsAccess(observation.outcome)) return { granted: [], revoked: [] };
  return {
    granted: without(observation.users, before),
    revoked: without(before, observation.users),
  };
}

/** What is in `a` and not in `b`, in the order of `a`. */
export function without(a: readonly string[], b: readonly string[]): string[] {
  const others = new Set(b);
  return a.filter((item) => !others.has(item));
}

function previousOf(state: CallState): Change['previous'] {
  const { version, outcome, users, observedAt, requestId, auditId, evidence, known } = state;
  return {
    ...{ version, outcome, users, observedAt, requestId, auditId, evidence },
    ...(known ? { known } : {}),
  };
}
