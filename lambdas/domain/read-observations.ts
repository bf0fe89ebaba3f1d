import { type AuditEvidenceDeps, evidenceOfChunks } from './audit-evidence';
import { cursorOf, readCursor } from './cursor';
import { outcomesOf } from './evidence';
import type { Failure, Observation } from './observation';
import { existingAudit } from './read-audit';

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
  deps: AuditEvidenceDeps,
  auditId: string,
  page: { cursor?: string },
) {
  const audit = await existingAudit(deps, auditId);
  const [first = 0, skipped = 0] =
    page.cursor === undefined ? [] : readCursor(page.cursor, place).map(Number);
  const end = Math.min(audit.chunks, first + chunksAPage);
  const observations: ReturnType<typeof observationView>[] = [];
  let bytes = 0;
  for await (const { chunk, callIds, evidence } of evidenceOfChunks(deps, audit, first, end)) {
    const skip = chunk === first ? skipped : 0;
    for (const [i, outcome] of outcomesOf(callIds, evidence).slice(skip).entries()) {
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
