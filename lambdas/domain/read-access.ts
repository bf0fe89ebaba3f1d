import type { Change, Snapshot } from './call-state';
import { NotFound } from './errors';
import type { Observation } from './observation';
import { coverage } from './observation';
import type { CallStore } from './ports';

export interface ReadAccessDeps {
  readonly calls: CallStore;
}

/** What is known of a call at a moment, and on which observation it rests. */
export interface AccessFound {
  readonly version: Snapshot & { readonly version?: number };
  /** When this version was last observed at or before the moment, and by which request. */
  readonly seen: Seen;
  /** The step that ended this version, if it is known to have ended. */
  readonly ended?: Change;
}

interface Seen {
  readonly at: number;
  readonly requestId: string;
}

/**
 * The newest observation of a call in the ledger.
 * @param since milliseconds since 1970: if there is none after it, any earlier one will do, which may save much reading
 */
export async function latestObservation(
  deps: ReadAccessDeps,
  callId: string,
  since = 0,
): Promise<Observation | undefined> {
  const found = await observationAt(deps, callId, Number.MAX_SAFE_INTEGER, since);
  if (!found) return undefined;
  const { version, seen } = found;
  const { outcome, users } = version;
  return { callId, outcome, users, requestId: seen.requestId, observedAt: seen.at };
}

/** The call's access as last observed. @throws NotFound if the call was never observed */
export async function accessNow(deps: ReadAccessDeps, callId: string) {
  const found = await observationAt(deps, callId, Number.MAX_SAFE_INTEGER);
  if (!found) throw new NotFound('the call was never observed', 'call-not-observed');
  return view(callId, found);
}

/**
 * The call's access at a moment, the observation it rests on and how far that was from it.
 * Before the first observation nothing is known: `not-observed`, which is not "nobody".
 */
export async function accessAt(deps: ReadAccessDeps, callId: string, moment: number) {
  const found = await observationAt(deps, callId, moment);
  const at = iso(moment);
  if (!found) return { callId, at, outcome: 'not-observed' as const, users: [], coverage };
  return {
    ...view(callId, found),
    at,
    observedSecondsBefore: Math.round((moment - found.seen.at) / 1_000),
    ...(found.ended ? { nextChangeObservedAt: iso(found.ended.observedAt) } : {}),
  };
}

/** What was known of a call at a moment; `since` as above. */
export async function observationAt(
  deps: ReadAccessDeps,
  callId: string,
  moment: number,
  since = 0,
): Promise<AccessFound | undefined> {
  const [found, late] = await Promise.all([
    versionAtMoment(deps, callId, moment, since),
    deps.calls.late(callId),
  ]);
  const lateFound = late.filter(({ observedAt }) => observedAt <= moment).at(-1);
  if (!lateFound || (found && found.seen.at > lateFound.observedAt)) return found;
  const ended = found?.ended ? { ended: found.ended } : {};
  return { version: lateFound, seen: firstSeen(lateFound), ...ended };
}

/** The state first: by the time it is read, every step to its version but the last is in the history. */
async function versionAtMoment(
  deps: ReadAccessDeps,
  callId: string,
  moment: number,
  since: number,
): Promise<AccessFound | undefined> {
  const state = (await deps.calls.states([callId], { consistent: true })).get(callId);
  if (!state) return undefined;
  if (state.observedAt <= moment) {
    return { version: state, seen: await lastSeen(deps, state, moment, since) };
  }
  const ended = (await deps.calls.changeAfter(callId, moment)) ?? state.outbox;
  const before = ended?.previous;
  if (!ended || !before || before.observedAt > moment) return undefined;
  return {
    version: before,
    seen: await lastSeen(deps, { ...before, callId }, moment, since),
    ended,
  };
}

const firstSeen = ({ observedAt, requestId }: Snapshot): Seen => ({ at: observedAt, requestId });

/** When a version was last observed at or before a moment. */
async function lastSeen(
  deps: ReadAccessDeps,
  seen: Snapshot & { readonly callId: string; readonly version: number },
  moment: number,
  since: number,
): Promise<Seen> {
  const { callId, version, observedAt } = seen;
  const before = Math.min(moment + 1, Number.MAX_SAFE_INTEGER);
  const range = { after: Math.max(observedAt, since), before, version, limit: 1 };
  const [receipt] = await deps.calls.receipts(callId, range);
  return receipt ? { at: receipt.slot, requestId: receipt.requestId } : firstSeen(seen);
}

function view(callId: string, { version, seen }: AccessFound) {
  return {
    callId,
    outcome: version.outcome,
    users: version.users.map((userId) => ({ userId })),
    observedAt: iso(seen.at),
    unchangedSince: iso(version.observedAt),
    requestId: seen.requestId,
    coverage,
  };
}

const iso = (moment: number) => new Date(moment).toISOString();
