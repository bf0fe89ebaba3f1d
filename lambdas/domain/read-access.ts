import type { CallState, Change, Snapshot } from './call-state';
import { NotFound } from './errors';
import type { Observation } from './observation';
import { coverage } from './observation';
import type { CallStore } from './ports';

export interface ReadAccessDeps {
  readonly calls: CallStore;
}

/** What is known of a call at a moment, and on which observation it rests. */
interface AccessFound {
  readonly version: Snapshot;
  /** When this version was last observed at or before the moment. */
  readonly seenAt: number;
  /** The step that ended this version, if it is known to have ended. */
  readonly ended?: Change;
}

/** The newest observation of a call in the ledger. */
export async function latestObservation(
  deps: ReadAccessDeps,
  callId: string,
): Promise<Observation | undefined> {
  const found = await accessAtMoment(deps, callId, Number.MAX_SAFE_INTEGER);
  if (!found) return undefined;
  const { outcome, users, requestId } = found.version;
  return { callId, outcome, users, requestId, observedAt: found.seenAt };
}

/** The call's access as last observed. @throws NotFound if the call was never observed */
export async function accessNow(deps: ReadAccessDeps, callId: string) {
  const found = await accessAtMoment(deps, callId, Number.MAX_SAFE_INTEGER);
  if (!found) throw new NotFound('the call was never observed', 'call-not-observed');
  return view(callId, found);
}

/**
 * The call's access at a moment, the observation it rests on and how far that was from it.
 * Before the first observation nothing is known: `not-observed`, which is not "nobody".
 */
export async function accessAt(deps: ReadAccessDeps, callId: string, moment: number) {
  const found = await accessAtMoment(deps, callId, moment);
  const at = iso(moment);
  if (!found) return { callId, at, outcome: 'not-observed' as const, users: [], coverage };
  return {
    ...view(callId, found),
    at,
    observedSecondsBefore: Math.round((moment - found.seenAt) / 1_000),
    ...(found.ended ? { nextChangeObservedAt: iso(found.ended.observedAt) } : {}),
  };
}

async function accessAtMoment(
  deps: ReadAccessDeps,
  callId: string,
  moment: number,
): Promise<AccessFound | undefined> {
  const [states, ended, late] = await Promise.all([
    deps.calls.states([callId], { consistent: true }),
    deps.calls.changeAfter(callId, moment),
    deps.calls.late(callId),
  ]);
  const version = versionAt(states.get(callId), ended, moment);
  const found = version && {
    version,
    seenAt: await lastSeen(deps, callId, version.observedAt, moment),
    ...(ended ? { ended } : {}),
  };
  const lateFound = late.filter(({ observedAt }) => observedAt <= moment).at(-1);
  if (lateFound && (!found || lateFound.observedAt >= found.seenAt)) {
    return { version: lateFound, seenAt: lateFound.observedAt, ...(ended ? { ended } : {}) };
  }
  return found;
}

function versionAt(
  state: CallState | undefined,
  ended: Change | undefined,
  moment: number,
): Snapshot | undefined {
  if (!state) return undefined;
  if (state.observedAt <= moment) return state;
  const before = ended?.previous ?? state.outbox?.previous;
  return before && before.observedAt <= moment ? before : undefined;
}

async function lastSeen(deps: ReadAccessDeps, callId: string, since: number, moment: number) {
  const range = { after: since, before: Math.min(moment + 1, Number.MAX_SAFE_INTEGER), limit: 1 };
  const [receipt] = await deps.calls.receipts(callId, range);
  return receipt?.slot ?? since;
}

function view(callId: string, { version, seenAt }: AccessFound) {
  return {
    callId,
    outcome: version.outcome,
    users: version.users.map((userId) => ({ userId })),
    observedAt: iso(seenAt),
    unchangedSince: iso(version.observedAt),
    requestId: version.requestId,
    coverage,
  };
}

const iso = (moment: number) => new Date(moment).toISOString();
