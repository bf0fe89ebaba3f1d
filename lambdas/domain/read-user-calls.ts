import type { CallState, Change } from './call-state';
import { cursorOf, readCursor } from './cursor';
import { inParallel } from './in-parallel';
import { coverage } from './observation';
import type { CallIndex } from './ports';
import { observationAt, type ReadAccessDeps } from './read-access';

export interface UserCallsDeps extends ReadAccessDeps {
  readonly index: CallIndex;
}

interface UserCall {
  readonly callId: string;
  /** Since when the call's access was observed to be as it is, or was then. */
  readonly unchangedSince: string;
}

const mostAPage = 1_000;
/** Calls looked at in one stretch of the ledger; for a moment in the past each brings its history along. */
const callsAStretch = { now: 2_000, past: 500 };
/** What one page may cost, however few calls are found: calls passed over count once, what must be read on four times. */
const costAPage = 32_000;
const place = /^([0-9a-f]{2})\.([0-9]{0,20})$/;

/**
 * The calls that a user has individual access to, or had at a moment, in the ledger's order. The postings say where to
 * look; what counts is the state, and for a moment the history.
 */
export async function userCalls(
  deps: UserCallsDeps,
  userId: string,
  page: { at?: number; cursor?: string; limit?: number },
) {
  const buckets = await deps.index.bucketsOf(userId);
  const [from = '', afterCall = ''] =
    page.cursor === undefined ? [] : readCursor(page.cursor, place);
  const calls: UserCall[] = [];
  const most = page.at === undefined ? callsAStretch.now : callsAStretch.past;
  let cost = 0;
  for (const bucket of buckets.filter((one) => one >= from)) {
    let after = bucket === from && afterCall !== '' ? afterCall : undefined;
    do {
      if (calls.length >= (page.limit ?? mostAPage) || cost >= costAPage) {
        return { userId, calls, cursor: cursorOf(bucket, after ?? ''), coverage };
      }
      const stretch = await deps.index.stretch(bucket, after, userId, most);
      const found = await callsIn(deps, userId, stretch, { bucket, after }, page.at);
      calls.push(...found.calls);
      after = stretch.upTo;
      cost += most + found.read * 4;
    } while (after !== undefined);
  }
  return { userId, calls, coverage };
}

type Stretch = Awaited<ReturnType<CallIndex['stretch']>>;

async function callsIn(
  deps: UserCallsDeps,
  userId: string,
  { states, upTo }: Stretch,
  start: { bucket: string; after: string | undefined },
  at: number | undefined,
): Promise<{ calls: UserCall[]; read: number }> {
  const having = states.filter(({ users }) => users.includes(userId));
  if (at === undefined) return { calls: having.map(userCall), read: states.length };
  const { ended, late } = await deps.index.history(start.bucket, start.after, upTo, at);
  const isPlain = (state: CallState) =>
    state.observedAt <= at && !late.has(state.callId) && !state.outbox;
  const doubtful = new Set([
    ...having.filter((state) => !isPlain(state)).map(({ callId }) => callId),
    ...[...ended, ...states.flatMap(({ outbox }) => outbox ?? [])]
      .filter((change) => hadBefore(change, userId))
      .map(({ callId }) => callId),
    ...late,
  ]);
  const checked = await inParallel(16, [...doubtful], async (callId) => {
    const then = await observationAt(deps, callId, at);
    return then?.version.users.includes(userId)
      ? { callId, unchangedSince: iso(then.version.observedAt) }
      : undefined;
  });
  const calls = [...having.filter(isPlain).map(userCall), ...checked.flatMap((call) => call ?? [])];
  return {
    calls: calls.sort((a, b) => (a.callId < b.callId ? -1 : 1)),
    read: states.length + ended.length + doubtful.size,
  };
}

const hadBefore = ({ previous }: Change, userId: string) => previous.users.includes(userId);

const userCall = ({ callId, observedAt }: CallState): UserCall => ({
  callId,
  unchangedSince: iso(observedAt),
});

const iso = (moment: number) => new Date(moment).toISOString();
