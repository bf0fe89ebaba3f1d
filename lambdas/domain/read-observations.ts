import type { Audit, ProgressShard } from './audit';
import { InvalidInput } from './errors';
import { type Evidence, outcomesOf } from './evidence';
import type { Failure, Observation } from './observation';
import type { AuditStore, EvidenceStore } from './ports';
import { existingAudit } from './read-audit';

export interface ReadObservationsDeps {
  readonly audits: AuditStore;
  readonly evidence: EvidenceStore;
}

/** A page never nears the 6 MB that a function may answer. */
const bytesAPage = 4_000_000;
const chunksAPage = 10;

interface Place {
  readonly chunk: number;
  /** Observations of the chunk that came before. */
  readonly skip: number;
}

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
  const start = page.cursor === undefined ? { chunk: 0, skip: 0 } : readCursor(page.cursor);
  const end = Math.min(audit.chunks, start.chunk + chunksAPage);
  const outcomes = await outcomesOfChunks(deps, audit, start.chunk, end);
  const observations: ReturnType<typeof observationView>[] = [];
  let bytes = 0;
  for (let chunk = start.chunk; chunk < end; chunk++) {
    const skip = chunk === start.chunk ? start.skip : 0;
    for (const [i, outcome] of (outcomes.get(chunk) ?? []).slice(skip).entries()) {
      const size = sizeOf(outcome);
      if (bytes > 0 && bytes + size > bytesAPage) {
        return { observations, cursor: cursorOf({ chunk, skip: skip + i }) };
      }
      bytes += size;
      observations.push(observationView(outcome));
    }
  }
  return {
    observations,
    ...(end < audit.chunks ? { cursor: cursorOf({ chunk: end, skip: 0 }) } : {}),
  };
}

/** What is known of the calls of chunks `from` to `to` (excluded). */
export async function outcomesOfChunks(
  deps: ReadObservationsDeps,
  audit: Audit,
  from: number,
  to: number,
): Promise<Map<number, (Observation | Failure)[]>> {
  if (to <= from) return new Map();
  const { auditId } = audit;
  const [calls, evidence, failures, shards] = await Promise.all([
    deps.audits.chunks(auditId, from, to),
    deps.evidence.ofChunks(auditId, from, to),
    deps.audits.failures(auditId, from, to),
    deps.audits.shards(auditId),
  ]);
  const outcomes = new Map<number, (Observation | Failure)[]>();
  for (const [chunk, callIds] of calls) {
    const reason = reasonOf(audit, chunk, shards, failures);
    if (reason !== undefined) outcomes.set(chunk, allFailed(callIds, reason));
    else outcomes.set(chunk, observed(callIds, evidence.get(chunk)));
  }
  return outcomes;
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

const allFailed = (callIds: readonly string[], reason: string): Failure[] =>
  callIds.map((callId) => ({ callId, outcome: 'failed', reason }));

const observed = (callIds: readonly string[], evidence: Evidence | undefined) =>
  evidence ? outcomesOf(callIds, evidence) : [];

export function observationView(outcome: Observation | Failure) {
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

const cursorOf = ({ chunk, skip }: Place) => Buffer.from(`${chunk}.${skip}`).toString('base64url');

function readCursor(cursor: string): Place {
  const [, chunk, skip] =
    /^([0-9]{1,6})\.([0-9]{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (chunk === undefined || skip === undefined) {
    throw new InvalidInput('the cursor is not one of this list', 'cursor', 'invalid-cursor');
  }
  return { chunk: Number(chunk), skip: Number(skip) };
}
