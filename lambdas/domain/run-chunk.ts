import { type Audit, noTotals, type ProgressShard, shardOf, type Totals } from './audit';
import type { ChunkMessage } from './chunk-message';
import { completeIfAllCounted } from './complete-audit';
import { CallsTooYoung, GongUnavailable, InvalidInput, WorkerCrashed } from './errors';
import { type Evidence, newObservations, outcomesOf } from './evidence';
import { digestOfPart } from './evidence-part';
import type { Failure, Observation } from './observation';
import { type ObserveDeps, type ObservedChunk, observeChunk } from './observe-chunk';
import type { CountedGong } from './outage';
import type { AuditStore } from './ports';
import { type RecordDeps, recordObservations } from './record-observations';
import { setAside } from './set-aside';
import { isYoung } from './unknown-calls';

export interface RunChunkDeps extends RecordDeps, ObserveDeps {
  readonly audits: AuditStore;
  readonly gong: CountedGong;
}

export interface Attempt {
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** The message was delivered before; the chunk is then worked on alone. */
  readonly isRepeat: boolean;
  /** No delivery of the message follows this one. */
  readonly isLast: boolean;
}

/** A chunk that was begun alone so often without an end is what ends the function: its memory, or its time. */
const mostTries = 2;

/** How a delivery of a chunk ended: `left` chunks are sent again by `sweep`, their message is done with. */
export type ChunkRun = 'counted' | 'left';

/**
 * Observes a chunk of an audit, records and counts it. Every step is safe to repeat.
 * @throws if the message is to be delivered again, or to end in the dead-letter queue
 */
export async function runChunk(
  deps: RunChunkDeps,
  message: ChunkMessage,
  attempt: Attempt,
): Promise<ChunkRun> {
  const audit = await deps.audits.audit(message.auditId);
  if (!audit || message.chunk >= audit.chunks) {
    throw new InvalidInput('the audit or its chunk is not known', 'auditId', 'unknown-chunk');
  }
  if (audit.status === 'paused') await deps.audits.putBack(message.auditId, [message.chunk]);
  if (audit.status === 'paused' || audit.status === 'cancelled') return 'left';
  const answered = deps.gong.answered;
  try {
    const count = attempt.isRepeat ? countAgain : countChunk;
    await completeIfAllCounted(deps, audit, await count(deps, audit, message.chunk, attempt));
    return 'counted';
  } catch (error) {
    // A repeat failed before while others were answered: its receives tell when to give up.
    const isOutage =
      error instanceof GongUnavailable && !attempt.isRepeat && deps.gong.answered === answered;
    return await setAside(deps, audit, message.chunk, { error, isOutage, isLast: attempt.isLast });
  }
}

/** @throws WorkerCrashed if the function ended each time before */
async function countAgain(
  deps: RunChunkDeps,
  audit: Audit,
  chunk: number,
  attempt: Attempt,
): Promise<ProgressShard> {
  if ((await deps.audits.noteTry(audit.auditId, chunk)) > mostTries) throw new WorkerCrashed();
  try {
    return await countChunk(deps, audit, chunk, attempt);
  } finally {
    await deps.audits.clearTries(audit.auditId, chunk);
  }
}

async function countChunk(
  deps: RunChunkDeps,
  audit: Audit,
  chunk: number,
  attempt: Attempt,
): Promise<ProgressShard> {
  const shard = await deps.audits.shard(audit.auditId, shardOf(chunk));
  if (shard.done.has(chunk)) return shard;
  const callIds = await deps.audits.chunk(audit.auditId, chunk);
  if (!callIds) throw new InvalidInput('the chunk has no calls', 'chunk', 'unknown-chunk');
  const { evidence, earlier } = await evidenceOf(deps, audit, chunk, callIds, attempt);
  const source = {
    auditId: audit.auditId,
    evidence: deps.evidence.refOf(audit.auditId, chunk),
  };
  const observations = newObservations(callIds, evidence);
  const changes = await recordObservations(deps, source, observations, earlier);
  if (changes.length > 0) await deps.audits.putChunkChanges(audit.auditId, chunk, changes);
  const totals = totalsOf(outcomesOf(callIds, evidence));
  return deps.audits.countDone(audit.auditId, { chunk, totals });
}

/**
 * What Gong said, from an earlier delivery or asked for now; only what is stored counts.
 * @throws CallsTooYoung unless this is the last attempt
 */
async function evidenceOf(
  deps: RunChunkDeps,
  audit: Audit,
  chunk: number,
  callIds: readonly string[],
  attempt: Attempt,
): Promise<{ evidence: Evidence; earlier?: ObservedChunk['earlier'] }> {
  const stored = await deps.evidence.ofChunks(audit.auditId, chunk, chunk + 1);
  const evidence = stored.get(chunk);
  if (evidence) return { evidence };
  const { priority, announcedAt } = audit;
  const ask = { priority, deadline: attempt.deadline, announcedAt };
  const { evidence: observed, earlier } = await observeChunk(deps, callIds, ask);
  const isTooEarly = isYoung(announcedAt, deps.clock()) && !attempt.isLast;
  if (isTooEarly && observed.answers.some(({ kind }) => kind === 'not-found')) {
    throw new CallsTooYoung();
  }
  const digest = digestOfPart(chunk, { callIds, evidence: observed });
  const committed = await deps.evidence.commitChunk(audit.auditId, chunk, observed, digest);
  return { evidence: committed, earlier };
}

function totalsOf(outcomes: readonly (Observation | Failure)[]): Totals {
  const totals = { ...noTotals };
  const counters = {
    granted: 'granted',
    none: 'none',
    'not-returned': 'notReturned',
    'not-found': 'notFound',
    failed: 'failed',
  } as const;
  for (const { outcome } of outcomes) totals[counters[outcome]] += 1;
  return totals;
}
