import type { CallState, Change, Snapshot } from './call-state';
import { NotFound } from './errors';
import { coverage, tellsAccess } from './observation';
import type { ReadAccessDeps } from './read-access';

/** One version of a call, or a late observation, and when it was last seen. */
interface Seen extends Snapshot {
  readonly lastSeenAt: number;
  readonly isLate?: boolean;
}

/** A (call, user) interval. Gong has no grant times: each end lies between two observations. */
export interface Grant {
  readonly userId: string;
  /** The last observation without the user; absent if the user was there at the first observation of all. */
  readonly notBefore?: string;
  readonly firstObservedAt: string;
  readonly lastObservedAt: string;
  /** The first observation without the user; absent while the access lasts. */
  readonly goneObservedAt?: string;
}

/** All versions and intervals of a call, oldest first. @throws NotFound if the call was never observed */
export async function callHistory(deps: ReadAccessDeps, callId: string) {
  const [states, changes, late] = await Promise.all([
    deps.calls.states([callId], { consistent: true }),
    deps.calls.changes(callId),
    deps.calls.late(callId),
  ]);
  const state = states.get(callId);
  if (!state) throw new NotFound('the call was never observed', 'call-not-observed');
  const timeline = timelineOf(state, await lastSeenOf(deps, state), changes, late);
  return {
    callId,
    versions: timeline.map((seen) => ({
      outcome: seen.outcome,
      users: seen.users.map((userId) => ({ userId })),
      observedAt: iso(seen.observedAt),
      lastObservedAt: iso(seen.lastSeenAt),
      auditId: seen.auditId,
      requestId: seen.requestId,
      ...(seen.isLate ? { late: true } : {}),
    })),
    grants: grantsIn(timeline),
    coverage,
  };
}

async function lastSeenOf(deps: ReadAccessDeps, state: CallState): Promise<number> {
  const range = { after: state.observedAt, limit: 1 };
  const [receipt] = await deps.calls.receipts(state.callId, range);
  return receipt?.slot ?? state.observedAt;
}

/** Versions and late observations by time. The newest step may still be in the outbox alone. */
export function timelineOf(
  state: CallState,
  stateSeenAt: number,
  changes: readonly Change[],
  late: readonly Snapshot[],
): Seen[] {
  const steps = [...changes];
  if (state.outbox && steps.at(-1)?.version !== state.version) steps.push(state.outbox);
  const past = steps.map(({ previous, previousObservedAt }) => ({
    ...previous,
    lastSeenAt: Math.max(previous.observedAt, previousObservedAt),
  }));
  const lateSeen = late.map((l) => ({ ...l, lastSeenAt: l.observedAt, isLate: true }));
  return [...past, { ...state, lastSeenAt: stateSeenAt }, ...lateSeen].sort(
    (a, b) => a.observedAt - b.observedAt,
  );
}

/** Intervals of each user's access. Observations that do not tell access neither begin nor end one. */
export function grantsIn(timeline: readonly Seen[]): Grant[] {
  const grants: Grant[] = [];
  const open = new Map<string, Grant>();
  let before: Seen | undefined;
  for (const seen of timeline.filter(({ outcome }) => tellsAccess(outcome))) {
    for (const [userId, grant] of open) {
      if (seen.users.includes(userId)) continue;
      grants.push({ ...grant, goneObservedAt: iso(seen.observedAt) });
      open.delete(userId);
    }
    for (const userId of seen.users)
      open.set(userId, extended(open.get(userId), userId, seen, before));
    before = seen;
  }
  return [...grants, ...open.values()].sort(
    (a, b) =>
      a.firstObservedAt.localeCompare(b.firstObservedAt) || a.userId.localeCompare(b.userId),
  );
}

function extended(
  grant: Grant | undefined,
  userId: string,
  seen: Seen,
  before: Seen | undefined,
): Grant {
  const lastObservedAt = iso(seen.lastSeenAt);
  if (grant) return { ...grant, lastObservedAt };
  return {
    userId,
    ...(before ? { notBefore: iso(before.lastSeenAt) } : {}),
    firstObservedAt: iso(seen.observedAt),
    lastObservedAt,
  };
}

const iso = (moment: number) => new Date(moment).toISOString();
