import { type Audit, shardOf } from './audit';
import { cursorOf, readCursor } from './cursor';
import { outcomesOf } from './evidence';
import type { Failure, Observation } from './observation';
import type { AuditStore, EvidenceStore, StoredEvidence } from './ports';
import { existingAudit } from './read-audit';

export interface ReadObservationsDeps {
  readonly audits: AuditStore;
  readonly evidence: EvidenceStore;
}

/** A page never nears the 6 MB that a function may answer. */
const bytesAPage = 4_000_000;
const chunksAPage = 10;

/** Chunk, and observations of it that came before. */
const place = /^([0-9]{1,6})\.([0-9]{1,6})$/;

/**
 * What an audit says of its calls, in the ledger's order; the cursor is opaque. Calls that were not checked yet are not
 * in it. @throws NotFound, InvalidInput for a cursor that is not ours
 */
export async function readObservations(
  deps: ReadObservationsDeps,
  auditId: string,
  page: { cursor?: string },
) {
  const audit = await existingAudit(deps, auditId);
  const [first = 0, skipped = 0] =
    page.cursor === undefined ? [] : readCursor(page.cursor, place).map(Number);
  const end = Math.min(audit.chunks, first + chunksAPage);
  const outcomes = await outcomesOfChunks(deps, audit, first, end);
  const observations: ReturnType<typeof observationView>[] = [];
  let bytes = 0;
  for (let chunk = first; chunk < end; chunk++) {
    const skip = chunk === first ? skipped : 0;
    for (const [i, outcome] of (outcomes.get(chunk) ?? []).slice(skip).entries()) {
      const size = sizeOf(outcome);
      if (bytes > 0 && bytes + size > bytesAPage) {
        return { observations, cursor: cursorOf(chunk, skip + i) };
      }
      bytes += size;
      observations.push(observationView(outcome));
    }
  }
  return {
    observations,
    ...(end < audit.chunks ? { cursor: cursorOf(end, 0) } : {}),
  };
}

/** What is known of the calls of chunks `from` to `to` (excluded). */
export async function outcomesOfChunks(
  deps: ReadObservationsDeps,
  audit: Audit,
  from: number,
  to: number,
): Promise<Map<number, (Observation | Failure)[]>> {
  const chunks = await evidenceOfChunks(deps, audit, from, to);
  return new Map(
    [...chunks].map(([chunk, { callIds, evidence }]) => [chunk, outcomesOf(callIds, evidence)]),
  );
}

/**
 * The evidence of chunks `from` to `to` (excluded), in order; chunks that were not checked yet are left out. A chunk that
 * was given up is one gap: its counters say failed, whatever was stored before it was.
 */
export async function evidenceOfChunks(
  deps: ReadObservationsDeps,
  audit: Audit,
  from: number,
  to: number,
): Promise<Map<number, StoredEvidence>> {
  if (to <= from) return new Map();
  const [calls, evidence, gaps] = await Promise.all([
    deps.audits.chunks(audit.auditId, from, to),
    deps.evidence.ofChunks(audit.auditId, from, to),
    givenUp(deps, audit, from, to),
  ]);
  const found = [...calls].flatMap(([chunk, callIds]) => {
    const stored = evidence.get(chunk);
    const known = gaps.get(chunk) ?? (stored && { callIds, evidence: stored });
    return known ? [[chunk, known] as const] : [];
  });
  return new Map(found);
}

/** Of chunks `from` to `to` (excluded) those that count as failed: the counters are what the totals go by. */
export async function givenUp(
  { audits }: Pick<ReadObservationsDeps, 'audits'>,
  audit: Audit,
  from: number,
  to: number,
): Promise<Map<number, StoredEvidence>> {
  const { auditId, status } = audit;
  const numbers = Array.from({ length: shardOf(to - 1) - shardOf(from) + 1 }, (_, i) => i);
  const shards = await Promise.all(numbers.map((i) => audits.shard(auditId, shardOf(from) + i)));
  const isFailed = (chunk: number) => shards.some(({ failed }) => failed.has(chunk));
  const isDone = (chunk: number) => shards.some(({ done }) => done.has(chunk));
  const isGivenUp = (chunk: number) =>
    isFailed(chunk) || (status === 'cancelled' && !isDone(chunk));
  const chunks = Array.from({ length: to - from }, (_, i) => from + i).filter(isGivenUp);
  const [first, last] = [chunks[0], chunks.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const [calls, failures] = await Promise.all([
    audits.chunks(auditId, first, last + 1),
    audits.failures(auditId, first, last + 1),
  ]);
  const reasonOf = (chunk: number) =>
    isFailed(chunk) ? (failures.get(chunk) ?? 'unknown') : 'cancelled';
  const gaps = chunks.map((chunk) => gapOf(calls.get(chunk) ?? [], reasonOf(chunk)));
  return new Map(gaps.map((gap, i) => [chunks[i] ?? 0, gap]));
}

const gapOf = (callIds: readonly string[], reason: string): StoredEvidence => ({
  callIds,
  evidence: { answers: [], gaps: [{ from: 0, to: callIds.length, reason }] },
});

function observationView(outcome: Observation | Failure) {
  if (outcome.outcome === 'failed') return outcome;
  const { callId, outcome: word, users, observedAt, requestId } = outcome;
  return {
    callId,
    outcome: word,
    users: users.map((userId) => ({ userId })),
    observedAt: new Date(observedAt).toISOString(),
    requestId,
  };
}

const sizeOf = (outcome: Observation | Failure) =>
  200 + (outcome.outcome === 'failed' ? 0 : outcome.users.length * 40);
