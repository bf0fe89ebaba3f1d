import { type Audit, type ProgressShard, shardOf } from './audit';
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
  const { auditId } = audit;
  const numbers = [...new Set([shardOf(from), shardOf(to - 1)])];
  const [calls, evidence, failures, shards] = await Promise.all([
    deps.audits.chunks(auditId, from, to),
    deps.evidence.ofChunks(auditId, from, to),
    deps.audits.failures(auditId, from, to),
    Promise.all(numbers.map((shard) => deps.audits.shard(auditId, shard))),
  ]);
  const found = [...calls].flatMap(([chunk, callIds]) => {
    const reason = reasonOf(audit, chunk, shards, failures);
    const gap = { answers: [], gaps: [{ from: 0, to: callIds.length, reason: reason ?? '' }] };
    const known = reason === undefined ? evidence.get(chunk) : gap;
    return known ? [[chunk, { callIds, evidence: known }] as const] : [];
  });
  return new Map(found);
}

/** Why a chunk counts as failed, if it does: the counters are what the totals go by. */
function reasonOf(
  audit: Audit,
  chunk: number,
  shards: readonly ProgressShard[],
  failures: ReadonlyMap<number, string>,
): string | undefined {
  if (shards.some(({ failed }) => failed.has(chunk))) return failures.get(chunk) ?? 'unknown';
  const isDone = shards.some(({ done }) => done.has(chunk));
  return audit.status === 'cancelled' && !isDone ? 'cancelled' : undefined;
}

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
