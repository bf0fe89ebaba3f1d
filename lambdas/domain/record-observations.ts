import type { CallState, Change } from './call-state';
import { baseline, nextVersion, type Source, says, snapshotOf } from './change';
import { inParallel } from './in-parallel';
import type { Observation } from './observation';
import { newPostings } from './postings';
import { receiptsOf, recordSeen } from './record-seen';
import { atOnce, type SettleDeps, settle, settledStates } from './settle';

export type RecordDeps = SettleDeps;

/**
 * Brings the ledger up to what stored evidence says of some calls: states, histories, receipts, events.
 * Gives the changes that these observations made, now or in an earlier run. Safe to repeat, to run twice at once
 * and to be cut off anywhere: the order of the writes is what makes it so (docs/decisions/0001-ledger.md).
 * @param earlier states read a while ago, if there are any, however stale. They save a read of the calls that did not
 * change, since a receipt is followed by a strong read anyway. Postings may rest on them: those of a user that a state
 * names, however old it is, were written before it and never go
 */
export async function recordObservations(
  deps: RecordDeps,
  source: Source,
  observations: readonly Observation[],
  earlier?: ReadonlyMap<string, CallState>,
): Promise<Change[]> {
  const before = earlier ?? (await settledStates(deps, idsOf(observations)));
  await deps.calls.putPostings(newPostings(before, observations));
  const seen = observations.filter((observation) => isUnchanged(before, observation));
  const overtaken = await recordSeen(deps, source, seen, before);
  const others = observations.filter((observation) => !seen.includes(observation));
  const states = earlier ? await settledStates(deps, idsOf(others)) : before;
  // In the observations' own order: another delivery must give the same changes in the same order.
  const open = observations.filter((one) => !seen.includes(one) || overtaken.has(one.callId));
  const made = await inParallel(atOnce, open, (observation) => {
    const { callId } = observation;
    return apply(deps, source, observation, overtaken.get(callId) ?? states.get(callId));
  });
  await settle(
    deps,
    made.flatMap((step) => step?.opened ?? []),
  );
  return made.flatMap((step) => step?.change ?? []);
}

const idsOf = (observations: readonly Observation[]) => observations.map(({ callId }) => callId);

/** Of a state with a filled outbox nothing is taken for granted. */
function isUnchanged(states: ReadonlyMap<string, CallState>, observation: Observation): boolean {
  const state = states.get(observation.callId);
  if (!state || state.outbox) return false;
  return state.observedAt < observation.observedAt && says(state, observation);
}

/** A change that an observation made; `opened`: the new state, which is still to be settled. */
interface Made {
  readonly change: Change;
  readonly opened?: CallState;
}

/** Brings one call up to an observation, however many others write to it at the same time. */
async function apply(
  deps: RecordDeps,
  source: Source,
  observation: Observation,
  first: CallState | undefined,
): Promise<Made | undefined> {
  const { callId, observedAt } = observation;
  for (let state = first; ; state = (await settledStates(deps, [callId])).get(callId)) {
    if (!state) {
      if (await deps.calls.createState(baseline(observation, source))) return undefined;
    } else if (state.observedAt >= observedAt) {
      return placeInHistory(deps, source, observation, state);
    } else if (says(state, observation)) {
      const overtaken = await recordSeen(deps, source, [observation], new Map([[callId, state]]));
      if (overtaken.size === 0) return undefined;
    } else {
      const seenAt = await newestSeen(deps, state);
      if (seenAt > observedAt) {
        // The floor stops another delivery of this observation, which may not have found those newer ones.
        if (!(await deps.calls.raiseFloor(state, seenAt))) continue;
        return putLate(deps, source, observation);
      }
      const next = nextVersion(state, observation, source, seenAt);
      const made = next.outbox && (await deps.calls.replaceState(next));
      if (made && next.outbox) return { change: next.outbox, opened: next };
    }
  }
}

/** When the state was last seen so far. */
async function newestSeen(deps: RecordDeps, state: CallState): Promise<number> {
  const range = { after: state.observedAt, version: state.version, limit: 1 };
  const [receipt] = await deps.calls.receipts(state.callId, range);
  return receipt?.slot ?? state.observedAt;
}

/**
 * An observation that is not newer than the state: it made a version itself in an earlier run, or it confirms the
 * version of its time, or it is kept as a late one. It never replaces anything.
 */
async function placeInHistory(
  deps: RecordDeps,
  source: Source,
  observation: Observation,
  state: CallState,
): Promise<Made | undefined> {
  const { callId, observedAt } = observation;
  const ended = await deps.calls.changeAfter(callId, observedAt);
  const inForce = state.observedAt <= observedAt ? state : ended?.previous;
  if (inForce?.observedAt === observedAt) {
    const change = await deps.calls.changeAt(callId, observedAt);
    return change && !change.byReceipt ? { change } : undefined;
  }
  if (!inForce || inForce.observedAt > observedAt || !says(inForce, observation)) {
    return putLate(deps, source, observation);
  }
  await deps.calls.putReceipts(receiptsOf(source, [observation], () => inForce.version));
  return undefined;
}

/** Kept for the history: newer observations are known. */
async function putLate(
  deps: RecordDeps,
  source: Source,
  observation: Observation,
): Promise<undefined> {
  await deps.calls.putLate(observation.callId, snapshotOf(observation, source));
}
