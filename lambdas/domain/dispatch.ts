import { type Audit, chunksPerShard, type ProgressShard } from './audit';
import { eachApart } from './each-apart';
import type { AuditStore, ChunkQueue, Clock } from './ports';

export interface DispatchDeps {
  readonly audits: AuditStore;
  readonly queue: ChunkQueue;
  readonly clock: Clock;
  readonly requestsPerSecond: number;
}

/** Work kept in the queue: enough until the next round of `sweep`, and little enough for a new audit to wait behind. */
const secondsOfWork = 30;
/** What run-chunk's two concurrent batches hold. */
const leastChunks = 60;

/**
 * Sends chunks to the queue, so that about half a minute of work is in it, shared equally among the audits, those that
 * an event asked for first: none waits for a big one to end.
 * @throws what one of them failed with, once all had their turn
 */
export async function dispatch(deps: DispatchDeps, audits: readonly Audit[]): Promise<number> {
  const target = Math.max(leastChunks, Math.ceil(deps.requestsPerSecond * secondsOfWork));
  const share = Math.ceil(target / Math.max(1, audits.length));
  const ordered = [...audits].sort((a, b) => rank(a) - rank(b) || a.createdAt - b.createdAt);
  const failures: unknown[] = [];
  const sent = await eachApart(1, ordered, failures, (audit) => dispatchAudit(deps, audit, share));
  if (failures.length > 0) throw failures[0];
  return sent.reduce((sum, chunks) => sum + chunks, 0);
}

const rank = ({ priority }: Audit) => ['interactive', 'event', 'bulk'].indexOf(priority);

async function dispatchAudit(deps: DispatchDeps, audit: Audit, share: number): Promise<number> {
  const { auditId, dispatched } = audit;
  if (dispatched >= audit.chunks) return 0;
  const isCounted = countedIn(await deps.audits.shards(auditId));
  let room = share - openBelow(dispatched, isCounted);
  const chunks: number[] = [];
  let next = dispatched;
  for (; next < audit.chunks && room > 0; next++) {
    if (isCounted(next)) continue;
    chunks.push(next);
    room -= 1;
  }
  if (next === dispatched) return 0;
  // Claimed before it is sent: of two that dispatch at once only one sends, and a crash in between is healed by sweep.
  if (!(await deps.audits.claim(auditId, dispatched, next))) return 0;
  try {
    await deps.queue.send(chunks.map((chunk) => ({ schemaVersion: 1, auditId, chunk })));
  } catch (error) {
    await deps.audits.rewind(auditId, dispatched);
    throw error;
  }
  return chunks.length;
}

/** Whether a chunk is done or given up. */
export function countedIn(shards: readonly ProgressShard[]): (chunk: number) => boolean {
  const byShard = new Map(shards.map((shard) => [shard.shard, shard]));
  return (chunk) => {
    const shard = byShard.get(Math.floor(chunk / chunksPerShard));
    return !!shard && (shard.done.has(chunk) || shard.failed.has(chunk));
  };
}

/** Chunks below a number that are not counted yet. */
export function openBelow(limit: number, isCounted: (chunk: number) => boolean): number {
  let open = 0;
  for (let chunk = 0; chunk < limit; chunk++) if (!isCounted(chunk)) open += 1;
  return open;
}
