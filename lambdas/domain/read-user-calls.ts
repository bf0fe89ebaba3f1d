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

const callsAPage = 1_000;
/** Stretches of the ledger looked at for one page, however few calls are found. */
const stretchesAPage = 16;
const place = /^([0-9a-f]{2})\.([0-9]{0,20})$/;

/**
 * The calls that a user has individual access to, or had at a moment, in the ledger's order. The postings say where to
 * look; what counts is the state, and for a moment the history.
 */
export async function userCalls(
  deps: UserCallsDeps,
  userId: string,
  page: { at?: number; cursor?: string },
) {
  const buckets = await deps.index.bucketsOf(userId);
  const [from = '', afterCall = ''] =
    page.cursor === undefined ? [] : readCursor(page.cursor, place);
  const calls: UserCall[] = [];
  let stretches = 0;
  for (const bucket of buckets.filter((one) => one >= from)) {
    let after = bucket === from && afterCall !== '' ? afterCall : undefined;
    do {
      if (calls.length >= callsAPage || stretches >= stretchesAPage) {
        return { userId, calls, cursor: cursorOf(bucket, after ?? ''), coverage };
      }
      const stretch = await deps.index.stretch(bucket, after, userId);
      calls.push(...(await callsIn(deps, userId, stretch, { bucket, after }, page.at)));
      after = stretch.upTo;
      stretches += 1;
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
): Promise<UserCall[]> {
  const having = states.filter(({ users }) => users.includes(userId));
  if (at === undefined) return having.map(userCall);
  const { ended, late } = await deps.index.history(start.bucket, start.after, upTo, at);
  const isPlain = (state: CallState) =>
    state.observedAt <= at && !late.has(state.callId) && !state.outbox;
  const doubtful = new Set([
    ...having.filter((state) => !isPlain(state)).map(({ callId }) => callId),
    ...ended.filter((change) => hadBefore(change, userId)).map(({ callId }) => callId),
    ...late,
  ]);
  const checked = await inParallel(16, [...doubtful], async (callId) => {
    const then = await observationAt(deps, callId, at);
    return then?.version.users.includes(userId)
      ? { callId, unchangedSince: iso(then.version.observedAt) }
      : undefined;
  });
  return [...having.filter(isPlain).map(userCall), ...checked.flatMap((call) => call ?? [])].sort(
    (a, b) => (a.callId < b.callId ? -1 : 1),
  );
}

const hadBefore = ({ previous }: Change, userId: string) => previous.users.includes(userId);

const userCall = ({ callId, observedAt }: CallState): UserCall => ({
  callId,
  unchangedSince: iso(observedAt),
});

const iso = (moment: number) => new Date(moment).toISOString();
