import type { Priority } from './audit';
import { inLedgerOrder } from './call-ids';
import { newObservations, outcomesOf } from './evidence';
import { inParallel } from './in-parallel';
import type { Failure, Observation } from './observation';
import { type ObserveDeps, type ObservedChunk, observeChunk } from './observe-chunk';
import type { StoredEvidence } from './ports';
import { latestObservation } from './read-access';
import { type RecordDeps, recordObservations } from './record-observations';
import { callsPerChunk, cut } from './request-audit';

export interface CheckAccessDeps extends RecordDeps, ObserveDeps {
  /** A new, unique ID of a check. */
  readonly newId: () => string;
}

export interface CheckRequest {
  readonly callIds: readonly string[];
  readonly requestedBy: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Observations younger than this are answered from the ledger and cost no request. */
  readonly maxAgeSeconds?: number;
}

export interface Check {
  readonly checkId: string;
  /** Once each, in the order of the request. */
  readonly outcomes: readonly (Observation | Failure)[];
  /** Gong's ID of the last request; the check's own if Gong was not asked. */
  readonly requestId: string;
  /** Of the oldest observation, milliseconds since 1970. */
  readonly observedAt: number;
  /** Age of the oldest observation that came from the ledger; absent if none did. */
  readonly ageSeconds?: number;
}

const priority: Priority = 'interactive';

/** Observes calls now. What Gong says is in the ledger before it is answered. */
export async function checkAccess(deps: CheckAccessDeps, request: CheckRequest): Promise<Check> {
  const checkId = `check-${deps.newId()}`;
  const callIds = inLedgerOrder(request.callIds);
  const known = await youngEnough(deps, callIds, request.maxAgeSeconds);
  const toAsk = callIds.filter((callId) => !known.has(callId));
  const asked = await inParallel(3, cut(toAsk, callsPerChunk), (calls, n) =>
    checkCalls(deps, request, calls, n === 0 ? checkId : `${checkId}-${n + 1}`),
  );
  const outcomes = new Map([...known, ...asked.flat().map((o) => [o.callId, o] as const)]);
  return summary(checkId, request, outcomes, [...known.values()], deps.clock());
}

async function checkCalls(
  deps: CheckAccessDeps,
  request: CheckRequest,
  callIds: readonly string[],
  checkId: string,
): Promise<(Observation | Failure)[]> {
  const ask = { priority, deadline: request.deadline };
  const { evidence, earlier } = await observeChunk(deps, callIds, ask);
  await record(deps, request, checkId, { callIds, evidence }, earlier);
  return outcomesOf(callIds, evidence);
}

async function record(
  deps: CheckAccessDeps,
  { requestedBy }: CheckRequest,
  checkId: string,
  stored: StoredEvidence,
  earlier: ObservedChunk['earlier'],
): Promise<void> {
  const observations = newObservations(stored.callIds, stored.evidence);
  if (observations.length === 0) return;
  const observedAt = Math.max(...observations.map((observation) => observation.observedAt));
  const evidence = await deps.evidence.putCheck({ checkId, requestedBy, observedAt, stored });
  const pending = { checkId, evidence, observedAt };
  await deps.evidence.notePending(pending);
  await recordObservations(deps, { auditId: checkId, evidence }, observations, earlier);
  await deps.evidence.clearPending(pending);
}

async function youngEnough(
  deps: CheckAccessDeps,
  callIds: readonly string[],
  maxAgeSeconds: number | undefined,
): Promise<Map<string, Observation>> {
  if (maxAgeSeconds === undefined) return new Map();
  const oldest = deps.clock() - maxAgeSeconds * 1_000;
  const latest = await inParallel(16, callIds, (callId) => latestObservation(deps, callId, oldest));
  return new Map(
    latest.flatMap((o) => (o && o.observedAt > oldest ? [[o.callId, o] as const] : [])),
  );
}

function summary(
  checkId: string,
  request: CheckRequest,
  outcomes: ReadonlyMap<string, Observation | Failure>,
  fromLedger: readonly Observation[],
  now: number,
): Check {
  const ordered = [...new Set(request.callIds)].flatMap((callId) => outcomes.get(callId) ?? []);
  const observed = ordered.flatMap((o) => (o.outcome === 'failed' ? [] : [o]));
  const times = observed.map(({ observedAt }) => observedAt);
  const newest = observed.find(({ observedAt }) => observedAt === Math.max(...times));
  const oldestRead = Math.min(...fromLedger.map(({ observedAt }) => observedAt));
  return {
    checkId,
    outcomes: ordered,
    requestId: newest?.requestId ?? checkId,
    observedAt: times.length > 0 ? Math.min(...times) : now,
    ...(fromLedger.length > 0
      ? { ageSeconds: Math.max(0, Math.floor((now - oldestRead) / 1_000)) }
      : {}),
  };
}
