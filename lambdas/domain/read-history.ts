import { cursorOf, readCursor } from './cursor';
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

/** As the answer's JSON has them: a page stays below 6 MB. */
const bytesAPage = 4_000_000;
/** Versions or intervals, and how many of them came before. */
const place = /^(versions|grants)\.([0-9]{1,9})$/;

/**
 * Versions and intervals of a call, oldest first: page by page the versions, then the intervals. If a late observation
 * is recorded between two pages, some of what was on the first may come again.
 * @throws NotFound if the call was never observed, InvalidInput for a cursor that is not ours
 */
export async function callHistory(
  deps: ReadAccessDeps,
  callId: string,
  page: { cursor?: string } = {},
) {
  const [kind = 'versions', skipped = '0'] =
    page.cursor === undefined ? [] : readCursor(page.cursor, place);
  const skip = Number(skipped);
  const timeline = await timelineAt(deps, callId);
  const versions = fitting(timeline, kind === 'versions' ? skip : timeline.length, sizeOf);
  const found = { callId, versions: versions.some.map(versionView), coverage };
  if (versions.next !== undefined) {
    return { ...found, grants: [], cursor: cursorOf('versions', versions.next) };
  }
  const left = bytesAPage - versions.bytes;
  const grants = fitting(grantsIn(timeline), kind === 'grants' ? skip : 0, bytesAGrant, left);
  const next = grants.next === undefined ? {} : { cursor: cursorOf('grants', grants.next) };
  return { ...found, grants: grants.some, ...next };
}

async function timelineAt(deps: ReadAccessDeps, callId: string): Promise<Seen[]> {
  const states = await deps.calls.states([callId], { consistent: true });
  const [changes, late] = await Promise.all([deps.calls.changes(callId), deps.calls.late(callId)]);
  const state = states.get(callId);
  if (!state) throw new NotFound('the call was never observed', 'call-not-observed');
  return timelineOf(deps.calls, versionsOf(state, changes), late);
}

/** What fits a page from a place on, at least one; `next`: where to go on, if something is left. */
function fitting<T>(
  all: readonly T[],
  from: number,
  bytesOf: (one: T) => number,
  most = bytesAPage,
): { some: T[]; bytes: number; next?: number } {
  let bytes = 0;
  let end = from;
  for (const one of all.slice(from)) {
    const size = bytesOf(one);
    if (end > from && bytes + size > most) break;
    bytes += size;
    end += 1;
  }
  return { some: all.slice(from, end), bytes, ...(end < all.length ? { next: end } : {}) };
}

const sizeOf = ({ users }: Seen) => 300 + 40 * users.length;
const bytesAGrant = () => 240;

const versionView = (seen: Seen) => ({
  outcome: seen.outcome,
  users: seen.users.map((userId) => ({ userId })),
  observedAt: iso(seen.observedAt),
  lastObservedAt: iso(seen.lastSeenAt),
  auditId: seen.auditId,
  requestId: seen.requestId,
  ...(seen.isLate ? { late: true } : {}),
});

type Begun = Omit<Grant, 'lastObservedAt' | 'goneObservedAt'>;

/**
 * Intervals of each user's access, by the time they began. Observations that do not tell access neither begin nor end
 * one. Each version is gone through once: the work grows with the length of the history, not with its square.
 */
function grantsIn(timeline: readonly Seen[]): Grant[] {
  const grants: Grant[] = [];
  const open = new Map<string, Begun>();
  let lastObservedAt = '';
  for (const seen of timeline.filter(({ outcome }) => tellsAccess(outcome))) {
    const [users, observedAt] = [new Set(seen.users), iso(seen.observedAt)];
    for (const [userId, begun] of open) {
      if (users.has(userId)) continue;
      grants.push({ ...begun, lastObservedAt, goneObservedAt: observedAt });
      open.delete(userId);
    }
    const notBefore = lastObservedAt === '' ? {} : { notBefore: lastObservedAt };
    for (const userId of users) {
      if (!open.has(userId))
        open.set(userId, { userId, ...notBefore, firstObservedAt: observedAt });
    }
    lastObservedAt = iso(seen.lastSeenAt);
  }
  for (const begun of open.values()) grants.push({ ...begun, lastObservedAt });
  return grants.sort(
    (a, b) => inOrder(a.firstObservedAt, b.firstObservedAt) || inOrder(a.userId, b.userId),
  );
}

const inOrder = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const iso = (moment: number) => new Date(moment).toISOString();
