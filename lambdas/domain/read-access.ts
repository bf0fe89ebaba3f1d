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
  /** When this version was last observed at or before the moment, and by which request. */
  readonly seen: Seen;
  /** The step that ended this version, if it is known to have ended. */
  readonly ended?: Change;
}

interface Seen {
  readonly at: number;
  readonly requestId: string;
}

/** The newest observation of a call in the ledger. */
export async function latestObservation(
  deps: ReadAccessDeps,
  callId: string,
): Promise<Observation | undefined> {
  const found = await accessAtMoment(deps, callId, Number.MAX_SAFE_INTEGER);
  if (!found) return undefined;
  const { version, seen } = found;
  const { outcome, users } = version;
  return { callId, outcome, users, requestId: seen.requestId, observedAt: seen.at };
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
    observedSecondsBefore: Math.round((moment - found.seen.at) / 1_000),
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
    seen: await lastSeen(deps, callId, version, moment),
    ...(ended ? { ended } : {}),
  };
  const lateFound = late.filter(({ observedAt }) => observedAt <= moment).at(-1);
  if (lateFound && (!found || lateFound.observedAt >= found.seen.at)) {
    return { version: lateFound, seen: firstSeen(lateFound), ...(ended ? { ended } : {}) };
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

const firstSeen = ({ observedAt, requestId }: Snapshot): Seen => ({ at: observedAt, requestId });

async function lastSeen(
  deps: ReadAccessDeps,
  callId: string,
  version: Snapshot,
  moment: number,
): Promise<Seen> {
  const before = Math.min(moment + 1, Number.MAX_SAFE_INTEGER);
  const range = { after: version.observedAt, before, limit: 1 };
  const [receipt] = await deps.calls.receipts(callId, range);
  return receipt ? { at: receipt.slot, requestId: receipt.requestId } : firstSeen(version);
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
