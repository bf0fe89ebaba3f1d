import { bucketOf } from './call-ids';
import type { CallState, Receipt } from './call-state';
import type { Source } from './change';
import { inParallel } from './in-parallel';
import type { Observation } from './observation';
import { atOnce, type SettleDeps, settledStates } from './settle';
import { askAgain } from './unknown-calls';

/**
 * Notes that calls were seen unchanged. Receipts first, THEN a strong read of the states: a racing writer of a change
 * looks for receipts after its write, so that one of the two sees the other.
 * @param before the states, perhaps stale, that the observations seem to confirm
 * @returns the states of calls that got another version meanwhile
 */
export async function recordSeen(
  deps: SettleDeps,
  source: Source,
  seen: readonly Observation[],
  before: ReadonlyMap<string, CallState>,
): Promise<Map<string, CallState>> {
  if (seen.length === 0) return new Map();
  const versionOf = (callId: string) => before.get(callId)?.version ?? 0;
  await deps.calls.putReceipts(receiptsOf(source, seen, versionOf));
  const after = await settledStates(
    deps,
    seen.map(({ callId }) => callId),
  );
  const overtaken = new Map([...after].filter(([id, { version }]) => version !== versionOf(id)));
  const confirmed = seen.filter(({ callId }) => !overtaken.has(callId));
  await inParallel(atOnce, confirmed, (observation) =>
    rememberUnknown(deps, observation, after.get(observation.callId)),
  );
  return overtaken;
}

/** One receipt for each bucket and slot. */
export function receiptsOf(
  source: Source,
  seen: readonly Observation[],
  versionOf: (callId: string) => number,
): Receipt[] {
  const receipts = new Map<string, Receipt & { callIds: string[]; versions: number[] }>();
  for (const { callId, observedAt, requestId } of seen) {
    const bucket = bucketOf(callId);
    const key = `${bucket} ${observedAt}`;
    const receipt = receipts.get(key) ?? {
      ...{ bucket, slot: observedAt, requestId, callIds: [], versions: [] },
      ...{ auditId: source.auditId, evidence: source.evidence },
    };
    receipt.callIds.push(callId);
    receipt.versions.push(versionOf(callId));
    receipts.set(key, receipt);
  }
  return [...receipts.values()];
}

/** A call that is still unknown waits longer from time to time; an observation counts once, however often recorded. */
async function rememberUnknown(
  deps: SettleDeps,
  { outcome, observedAt }: Observation,
  state: CallState | undefined,
): Promise<void> {
  if (outcome !== 'not-found' || !state || (state.askAgainAt ?? 0) > observedAt) return;
  const times = (state.timesNotFound ?? 1) + 1;
  await deps.calls.askAgain(state, askAgain(observedAt, times), times);
}
