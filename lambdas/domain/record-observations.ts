import { announce } from './announce';
import { bucketOf } from './call-ids';
import type { CallState, Change, Receipt } from './call-state';
import { baseline, nextVersion, type Source, says, snapshotOf } from './change';
import { isObservation, outcomesOf } from './evidence';
import { inParallel } from './in-parallel';
import type { Observation } from './observation';
import type { CallStore, Clock, EventBus, EvidenceStore } from './ports';
import { askAgain } from './unknown-calls';

export interface RecordDeps {
  readonly calls: CallStore;
  readonly evidence: EvidenceStore;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Requests to the ledger in flight at once for one chunk. */
const atOnce = 16;

/**
 * Brings the ledger up to what stored evidence says of some calls: states, histories, receipts, events.
 * Gives the changes that these observations made, now or in an earlier run. Safe to repeat, to run twice at once
 * and to be cut off anywhere: the order of the writes is what makes it so (docs/decisions/0001-ledger.md).
 */
export async function recordObservations(
  deps: RecordDeps,
  source: Source,
  observations: readonly Observation[],
): Promise<Change[]> {
  const before = await strongStates(deps, observations);
  await deps.calls.putPostings(newPostings(before, observations));
  const seen = observations.filter((observation) => isUnchanged(before, observation));
  const overtaken = await recordSeen(deps, source, seen, before);
  const rest = observations.filter((observation) => !seen.includes(observation));
  const states = new Map([...before, ...overtaken]);
  const open = [...rest, ...seen.filter(({ callId }) => overtaken.has(callId))];
  const applied = await inParallel(atOnce, open, (observation) =>
    apply(deps, source, observation, states.get(observation.callId)),
  );
  const made = applied.flatMap((change) => change ?? []);
  await announce(
    deps,
    made.flatMap(({ change, isNew }) => (isNew ? [change] : [])),
  );
  await inParallel(atOnce, made, ({ change, until }) => applyNewerReceipts(deps, change, until));
  return made.map(({ change }) => change);
}

/** Strongly read states, every outbox among them sent. */
async function strongStates(
  deps: RecordDeps,
  observations: readonly Observation[],
): Promise<Map<string, CallState>> {
  const callIds = observations.map(({ callId }) => callId);
  const states = await deps.calls.states(callIds, { consistent: true });
  await announce(
    deps,
    [...states.values()].flatMap(({ outbox }) => outbox ?? []),
  );
  return states;
}

function isUnchanged(states: ReadonlyMap<string, CallState>, observation: Observation): boolean {
  const state = states.get(observation.callId);
  return !!state && state.observedAt < observation.observedAt && says(state, observation);
}

/**
 * Receipts first, THEN a strong read of the states: a racing writer of a change looks for receipts after its write,
 * so that one of the two sees the other. Gives the states of calls that got another version meanwhile.
 */
async function recordSeen(
  deps: RecordDeps,
  source: Source,
  seen: readonly Observation[],
  before: ReadonlyMap<string, CallState>,
): Promise<Map<string, CallState>> {
  if (seen.length === 0) return new Map();
  await deps.calls.putReceipts(receiptsOf(source, seen));
  const after = await strongStates(deps, seen);
  const isOvertaken = (state: CallState) => state.version !== before.get(state.callId)?.version;
  const unknown = seen.filter(({ outcome }) => outcome === 'not-found');
  await inParallel(atOnce, unknown, async ({ callId, observedAt }) => {
    const state = after.get(callId);
    if (!state || isOvertaken(state)) return;
    const times = (state.timesNotFound ?? 1) + 1;
    await deps.calls.askAgain(state, askAgain(observedAt, times), times);
  });
  return new Map([...after].filter(([, state]) => isOvertaken(state)));
}

/** One receipt for each bucket and slot. */
function receiptsOf(source: Source, seen: readonly Observation[]): Receipt[] {
  const receipts = new Map<string, Receipt & { callIds: string[] }>();
  for (const { callId, observedAt, requestId } of seen) {
    const bucket = bucketOf(callId);
    const key = `${bucket} ${observedAt}`;
    const receipt = receipts.get(key);
    if (receipt) receipt.callIds.push(callId);
    else receipts.set(key, { bucket, slot: observedAt, requestId, ...source, callIds: [callId] });
  }
  return [...receipts.values()];
}

/** A change that an observation made; `until`: when a later version ended it, if one did. */
interface Made {
  readonly change: Change;
  readonly isNew: boolean;
  readonly until?: number;
}

/** Brings one call up to an observation, however many others write to it at the same time. */
async function apply(
  deps: RecordDeps,
  source: Source,
  observation: Observation,
  first: CallState | undefined,
): Promise<Made | undefined> {
  for (
    let state = first;
    ;
    state = (await strongStates(deps, [observation])).get(observation.callId)
  ) {
    if (!state) {
      const created = remembering(baseline(observation, source));
      if (await deps.calls.createState(created)) return undefined;
    } else if (state.observedAt >= observation.observedAt) {
      return placeInHistory(deps, source, observation, state);
    } else if (says(state, observation)) {
      const seenAs = new Map([[state.callId, state]]);
      const overtaken = await recordSeen(deps, source, [observation], seenAs);
      if (overtaken.size === 0) return undefined;
    } else {
      const next = remembering(
        nextVersion(state, observation, source, await lastSeen(deps, state, observation)),
      );
      if (next.outbox && (await deps.calls.replaceState(next))) {
        return { change: next.outbox, isNew: true };
      }
    }
  }
}

/** An unknown call is remembered with the moment at which it is worth asking for again. */
function remembering(state: CallState): CallState {
  if (state.outcome !== 'not-found') return state;
  return { ...state, timesNotFound: 1, askAgainAt: askAgain(state.observedAt, 1) };
}

async function lastSeen(
  deps: RecordDeps,
  state: CallState,
  observation: Observation,
): Promise<number> {
  const range = { after: state.observedAt, before: observation.observedAt, limit: 1 };
  const [receipt] = await deps.calls.receipts(observation.callId, range);
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
    return change && { change, isNew: false, ...(ended ? { until: ended.observedAt } : {}) };
  }
  if (inForce && inForce.observedAt < observedAt && says(inForce, observation)) {
    await deps.calls.putReceipts(receiptsOf(source, [observation]));
  } else {
    await deps.calls.putLate(callId, snapshotOf(observation, source));
  }
  return undefined;
}

/**
 * After a change: receipts with later slots that name the call were written by somebody who saw the version before.
 * Their observations are applied again.
 */
async function applyNewerReceipts(
  deps: RecordDeps,
  change: Change,
  until: number | undefined,
): Promise<void> {
  const { callId, observedAt } = change;
  const range = { after: observedAt, ...(until === undefined ? {} : { before: until }) };
  const receipts = await deps.calls.receipts(callId, range);
  for (const receipt of receipts.reverse()) {
    const observation = await observationOf(deps, receipt, callId);
    if (!observation) continue;
    const state = (await strongStates(deps, [observation])).get(callId);
    const made = await apply(deps, receipt, observation, state);
    if (!made) continue;
    if (made.isNew) await announce(deps, [made.change]);
    await applyNewerReceipts(deps, made.change, made.until);
  }
}

async function observationOf(
  deps: RecordDeps,
  receipt: Receipt,
  callId: string,
): Promise<Observation | undefined> {
  const stored = await deps.evidence.evidence(receipt.evidence);
  if (!stored) return undefined;
  return outcomesOf(stored.callIds, stored.evidence)
    .filter(isObservation)
    .find(
      (observation) => observation.callId === callId && observation.observedAt === receipt.slot,
    );
}

/** Users that gain access to calls of a bucket by these observations, unless the states already have them. */
function newPostings(
  states: ReadonlyMap<string, CallState>,
  observations: readonly Observation[],
): Map<string, Set<string>> {
  const bucketsByUser = new Map<string, Set<string>>();
  for (const { callId, users } of observations) {
    const before = new Set(states.get(callId)?.users);
    for (const user of users) {
      if (before.has(user)) continue;
      const buckets = bucketsByUser.get(user) ?? new Set();
      bucketsByUser.set(user, buckets.add(bucketOf(callId)));
    }
  }
  return bucketsByUser;
}
