import type { CallState, Change, Snapshot } from './call-state';
import { inParallel } from './in-parallel';
import type { CallStore } from './ports';

/** A stretch of time in which every observation of a call said the same. */
export interface Seen extends Snapshot {
  readonly lastSeenAt: number;
  /** Recorded after newer observations. */
  readonly isLate?: boolean;
}

type Version = Snapshot & { readonly callId: string; readonly version: number };
type Receipts = Pick<CallStore, 'receipts'>;

const atOnce = 16;

/** The versions of a call, oldest first. Steps that came after the state was read are left out. */
export function versionsOf(state: CallState, changes: readonly Change[]): Version[] {
  const steps = changes.filter(({ version }) => version <= state.version);
  if (state.outbox && steps.at(-1)?.version !== state.version) steps.push(state.outbox);
  const past = steps.map(({ callId, previous }) => ({ ...previous, callId }));
  return [...past, state];
}

/** What was observed of a call, oldest first: its versions, interrupted by late observations. */
export async function timelineOf(
  receipts: Receipts,
  versions: readonly Version[],
  late: readonly Snapshot[],
): Promise<Seen[]> {
  const first = versions[0]?.observedAt ?? 0;
  const before = late.filter(({ observedAt }) => observedAt < first).map(lateSeen);
  let next = before.length;
  const spans = versions.map((version, i) => {
    const end = versions[i + 1]?.observedAt ?? Number.MAX_SAFE_INTEGER;
    const from = next;
    while ((late[next]?.observedAt ?? end) < end) next += 1;
    return { version, between: late.slice(from, next), end };
  });
  const stretches = await inParallel(atOnce, spans, ({ version, between, end }) =>
    stretchesOf(receipts, version, between, end),
  );
  return [...before, ...stretches.flat()];
}

async function stretchesOf(
  receipts: Receipts,
  version: Version,
  late: readonly Snapshot[],
  end: number,
): Promise<Seen[]> {
  const { callId, observedAt } = version;
  const borders = [...late.map((l) => l.observedAt), end];
  const range = { after: observedAt, before: borders[0] ?? end, version: version.version };
  const [last] = await receipts.receipts(callId, { ...range, limit: 1 });
  const stretches: Seen[] = [{ ...version, lastSeenAt: last?.slot ?? observedAt }];
  for (const [i, one] of late.entries()) {
    const after = { after: one.observedAt, before: borders[i + 1] ?? end };
    const seenAgain = await receipts.receipts(callId, { ...range, ...after });
    stretches.push(lateSeen(one), ...again(version, seenAgain));
  }
  return stretches;
}

const lateSeen = (late: Snapshot): Seen => ({
  ...late,
  lastSeenAt: late.observedAt,
  isLate: true,
});

/** A version that was seen again after a late observation had said otherwise. */
function again(
  version: Version,
  newestFirst: readonly { slot: number; requestId: string }[],
): Seen[] {
  const [newest, oldest] = [newestFirst[0], newestFirst.at(-1)];
  if (!newest || !oldest) return [];
  const { slot: observedAt, requestId } = oldest;
  return [{ ...version, observedAt, requestId, lastSeenAt: newest.slot }];
}
