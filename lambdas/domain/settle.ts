import { type AnnounceDeps, announce } from './announce';
import { type CallState, type Receipt, versionSeen } from './call-state';
import { nextVersion, says } from './change';
import { isObservation, outcomesOf } from './evidence';
import { inParallel } from './in-parallel';
import type { Observation } from './observation';
import type { EvidenceStore } from './ports';

export interface SettleDeps extends AnnounceDeps {
  readonly evidence: EvidenceStore;
}

/** Requests to the ledger in flight at once for one chunk. */
export const atOnce = 16;

/** Strongly read states; whatever a writer left open among them is settled first. */
export async function settledStates(
  deps: SettleDeps,
  callIds: readonly string[],
): Promise<Map<string, CallState>> {
  const states = await deps.calls.states(callIds, { consistent: true });
  const open = [...states.values()].filter(({ outbox }) => outbox);
  if (open.length === 0) return states;
  await settle(deps, open);
  const settled = await settledStates(
    deps,
    open.map(({ callId }) => callId),
  );
  return new Map([...states, ...settled]);
}

/**
 * Finishes new versions: announces the steps to them, sees to newer observations that their writers took for the
 * version before, and only then empties the outboxes. Whoever is cut off in between leaves the outbox filled, and
 * whoever finds it does all of it again.
 */
export async function settle(deps: SettleDeps, open: readonly CallState[]): Promise<void> {
  if (open.length === 0) return;
  await announce(
    deps,
    open.flatMap(({ outbox }) => outbox ?? []),
  );
  const next = await inParallel(atOnce, open, (state) => close(deps, state));
  await settle(
    deps,
    next.flatMap((state) => state ?? []),
  );
}

/** Empties the outbox of a state; gives the version that is to be settled in its place, if there is one. */
async function close(deps: SettleDeps, state: CallState): Promise<CallState | undefined> {
  const { callId, version } = state;
  const missed = await missedObservation(deps, state);
  if (!missed) {
    await deps.calls.clearOutbox(callId, version);
    return undefined;
  }
  const { observation, receipt } = missed;
  const seenAt = await lastSeen(deps, state, observation.observedAt);
  const next = foundByReceipt(nextVersion(state, observation, receipt, seenAt));
  if (await deps.calls.replaceState(next)) return next;
  const now = (await deps.calls.states([callId], { consistent: true })).get(callId);
  return now?.outbox && now;
}

const foundByReceipt = ({ outbox, ...state }: CallState): CallState => ({
  ...state,
  ...(outbox ? { outbox: { ...outbox, byReceipt: true } } : {}),
});

/**
 * The oldest newer observation that tells something else than the state. Its writer wrote a receipt when it took the
 * version before to be in force, and perhaps does not know better. Receipts that tell the same count for this version.
 */
async function missedObservation(
  deps: SettleDeps,
  state: CallState,
): Promise<{ observation: Observation; receipt: Receipt } | undefined> {
  const { callId, version } = state;
  const newer = await deps.calls.receipts(callId, { after: state.observedAt });
  for (const receipt of newer.reverse()) {
    if (versionSeen(receipt, callId) === version) continue;
    const observation = await observationOf(deps, receipt, callId);
    if (!observation) continue;
    if (!says(state, observation)) return { observation, receipt };
    await deps.calls.putReceipts([{ ...receipt, callIds: [callId], versions: [version] }]);
  }
  return undefined;
}

async function observationOf(
  deps: SettleDeps,
  receipt: Receipt,
  callId: string,
): Promise<Observation | undefined> {
  const stored = await deps.evidence.evidence(receipt.evidence);
  if (!stored) return undefined;
  return outcomesOf(stored.callIds, stored.evidence)
    .filter(isObservation)
    .find(
      (observation) => observation.callId === callId && observation.observedAt === receipt.slot,
    );
}

/** When the state was last seen before a moment. */
async function lastSeen(
  deps: Pick<SettleDeps, 'calls'>,
  { callId, version, observedAt }: CallState,
  before: number,
): Promise<number> {
  const range = { after: observedAt, before, version, limit: 1 };
  const [receipt] = await deps.calls.receipts(callId, range);
  return receipt?.slot ?? observedAt;
}
