import { NotFound } from './errors';
import { coverage, tellsAccess } from './observation';
import type { ReadAccessDeps } from './read-access';
import { type Seen, timelineOf, versionsOf } from './timeline';

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
  const states = await deps.calls.states([callId], { consistent: true });
  const [changes, late] = await Promise.all([deps.calls.changes(callId), deps.calls.late(callId)]);
  const state = states.get(callId);
  if (!state) throw new NotFound('the call was never observed', 'call-not-observed');
  const timeline = await timelineOf(deps.calls, versionsOf(state, changes), late);
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

/** Intervals of each user's access. Observations that do not tell access neither begin nor end one. */
function grantsIn(timeline: readonly Seen[]): Grant[] {
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
