import { type Audit, type ProgressShard, shardOf } from './audit';
import type { AuditStore, EvidenceStore, StoredEvidence } from './ports';

export interface AuditEvidenceDeps {
  readonly audits: AuditStore;
  readonly evidence: EvidenceStore;
}

/** What there is to show of a chunk; of one that was given up or has expired a gap over all its calls, with the reason. */
export interface ChunkEvidence extends StoredEvidence {
  readonly chunk: number;
  /** The chunk was checked and counted, but its evidence is kept no longer. */
  readonly isExpired?: true;
}

/** Of a call that was checked, but whose evidence is kept no longer. */
export const expiredReason = 'evidence-expired';

const mostAtOnce = 10;
/** Of Gong's answers, read at once: about half of what fits a page. */
const bytesAtOnce = 2_000_000;

/**
 * Evidence of chunks `from` to `to` (excluded), in order; chunks that were not checked yet are left out. Reads one chunk
 * first, and then as many at once as their size allows: little is read in vain if the reader stops.
 */
export async function* evidenceOfChunks(
  deps: AuditEvidenceDeps,
  audit: Audit,
  from: number,
  to: number,
): AsyncGenerator<ChunkEvidence> {
  for (let first = from, count = 1; first < to; ) {
    const end = Math.min(to, first + count);
    const found = await stretch(deps, audit, first, end);
    yield* found;
    const bytesAChunk = found.reduce((sum, one) => sum + bytesOf(one), 0) / (end - first);
    count = Math.max(1, Math.min(mostAtOnce, Math.floor(bytesAtOnce / (bytesAChunk + 1))));
    first = end;
  }
}

const bytesOf = ({ evidence }: ChunkEvidence) =>
  evidence.answers.reduce((sum, { body }) => sum + body.length, 0);

async function stretch(
  deps: AuditEvidenceDeps,
  audit: Audit,
  from: number,
  to: number,
): Promise<ChunkEvidence[]> {
  // The counters first: what they count as done was stored before.
  const progress = await progressOf(deps, audit, from, to);
  const [calls, stored, reasons] = await Promise.all([
    deps.audits.chunks(audit.auditId, from, to),
    deps.evidence.ofChunks(audit.auditId, from, to),
    givenUpReasons(deps, audit, progress, from, to),
  ]);
  return [...calls].flatMap(([chunk, callIds]): ChunkEvidence[] => {
    const reason = reasons.get(chunk);
    const evidence = stored.get(chunk);
    if (reason !== undefined) return [gapOf(chunk, callIds, reason)];
    if (evidence) return [{ chunk, callIds, evidence }];
    return progress.isDone(chunk)
      ? [{ ...gapOf(chunk, callIds, expiredReason), isExpired: true }]
      : [];
  });
}

/** What an audit's counters say of some of its chunks: the totals go by them. */
interface Progress {
  isDone(chunk: number): boolean;
  isFailed(chunk: number): boolean;
}

/** Of chunks `from` to `to` (excluded). Read before the evidence. */
export async function progressOf(
  { audits }: Pick<AuditEvidenceDeps, 'audits'>,
  { auditId }: Audit,
  from: number,
  to: number,
): Promise<Progress> {
  const numbers = Array.from({ length: shardOf(to - 1) - shardOf(from) + 1 }, (_, i) => i);
  const shards = await Promise.all(numbers.map((i) => audits.shard(auditId, shardOf(from) + i)));
  const isIn = (set: 'done' | 'failed') => (chunk: number) =>
    shards.some((shard: ProgressShard) => shard[set].has(chunk));
  return { isDone: isIn('done'), isFailed: isIn('failed') };
}

/** Chunks `from` to `to` (excluded) that count as failed, as gaps: whatever was stored before they were given up. */
export async function givenUp(
  deps: Pick<AuditEvidenceDeps, 'audits'>,
  audit: Audit,
  progress: Progress,
  from: number,
  to: number,
): Promise<Map<number, ChunkEvidence>> {
  const reasons = await givenUpReasons(deps, audit, progress, from, to);
  const [first, last] = [Math.min(...reasons.keys()), Math.max(...reasons.keys())];
  if (reasons.size === 0) return new Map();
  const calls = await deps.audits.chunks(audit.auditId, first, last + 1);
  return new Map(
    [...reasons].map(([chunk, reason]) => [chunk, gapOf(chunk, calls.get(chunk) ?? [], reason)]),
  );
}

async function givenUpReasons(
  { audits }: Pick<AuditEvidenceDeps, 'audits'>,
  { auditId, status }: Audit,
  { isDone, isFailed }: Progress,
  from: number,
  to: number,
): Promise<Map<number, string>> {
  const isGivenUp = (chunk: number) =>
    isFailed(chunk) || (status === 'cancelled' && !isDone(chunk));
  const chunks = Array.from({ length: to - from }, (_, i) => from + i).filter(isGivenUp);
  const failures = chunks.some(isFailed)
    ? await audits.failures(auditId, from, to)
    : new Map<number, string>();
  const reasonOf = (chunk: number) =>
    isFailed(chunk) ? (failures.get(chunk) ?? 'unknown') : 'cancelled';
  return new Map(chunks.map((chunk) => [chunk, reasonOf(chunk)]));
}

const gapOf = (chunk: number, callIds: readonly string[], reason: string): ChunkEvidence => ({
  chunk,
  callIds,
  evidence: { answers: [], gaps: [{ from: 0, to: callIds.length, reason }] },
});
