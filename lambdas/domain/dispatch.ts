import { type Audit, chunksPerShard, type ProgressShard } from './audit';
import type { AuditStore, ChunkQueue, Clock } from './ports';

export interface DispatchDeps {
  readonly audits: AuditStore;
  readonly queue: ChunkQueue;
  readonly clock: Clock;
  readonly requestsPerSecond: number;
}

/** Work kept in the queue: enough for two rounds of `sweep`. */
const secondsOfWork = 120;

/**
 * Sends chunks to the queue, so that about two minutes of work are in it, shared equally among the audits:
 * none waits for a big one to end.
 */
export async function dispatch(deps: DispatchDeps, audits: readonly Audit[]): Promise<number> {
  const target = Math.max(30, Math.ceil(deps.requestsPerSecond * secondsOfWork));
  const share = Math.ceil(target / Math.max(1, audits.length));
  let sent = 0;
  for (const audit of audits) sent += await dispatchAudit(deps, audit, share);
  return sent;
}

async function dispatchAudit(deps: DispatchDeps, audit: Audit, share: number): Promise<number> {
  if (audit.dispatched >= audit.chunks) return 0;
  const isCounted = countedIn(await deps.audits.shards(audit.auditId));
  let room = share - openBelow(audit.dispatched, isCounted);
  const chunks: number[] = [];
  let next = audit.dispatched;
  for (; next < audit.chunks && room > 0; next++) {
    if (isCounted(next)) continue;
    chunks.push(next);
    room -= 1;
  }
  await deps.queue.send(
    chunks.map((chunk) => ({ schemaVersion: 1, auditId: audit.auditId, chunk })),
  );
  await deps.audits.update(audit.auditId, ['accepted', 'running'], {
    status: 'running',
    dispatched: next,
  });
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
