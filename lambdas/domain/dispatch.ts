import { type Audit, type ProgressShard, shardOf } from './audit';
import { eachApart } from './each-apart';
import { inParallel } from './in-parallel';
import { isUnanswered } from './outage';
import type { AuditStore, ChunkQueue, Clock } from './ports';

export interface DispatchDeps {
  readonly audits: AuditStore;
  readonly queue: ChunkQueue;
  readonly clock: Clock;
  readonly requestsPerSecond: number;
}

/**
 * Work kept in the queue: enough until the next round of `sweep`, also if it comes a minute late, and little enough for
 * a new audit to wait behind.
 */
const secondsOfWork = 120;
/** What run-chunk's two concurrent batches hold. */
const leastChunks = 64;

/**
 * Sends chunks to the queue, so that about two minutes of work are in it, shared equally among the audits, those that
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
  const shards = await deps.audits.shards(audit.auditId);
  const isCounted = countedIn(shards);
  const again = shards.flatMap((shard) => [...shard.again]).sort((a, b) => a - b);
  const isAgain = new Set(again);
  const isOut = (chunk: number) => isCounted(chunk) || isAgain.has(chunk);
  const most = isUnanswered(audit, shards) ? 1 : share;
  const room = Math.max(0, most - openBelow(audit.dispatched, isOut));
  const open = again.filter((chunk) => chunk < audit.dispatched && !isCounted(chunk));
  const repeated = await sendAgain(deps, audit, open.slice(0, room));
  return repeated + (await sendNext(deps, audit, isCounted, isAgain, room - repeated));
}

/** Sends chunks that were put back, by shard. Of two that dispatch at once only one sends a shard's. */
async function sendAgain(
  deps: DispatchDeps,
  audit: Audit,
  chunks: readonly number[],
): Promise<number> {
  const taken = await takeBack(deps, audit, chunks);
  if (taken.length > 0) await send(deps, audit, taken);
  return taken.length;
}

/** Sends the chunks that come next. */
async function sendNext(
  deps: DispatchDeps,
  audit: Audit,
  isCounted: (chunk: number) => boolean,
  isAgain: ReadonlySet<number>,
  most: number,
): Promise<number> {
  const { auditId, dispatched } = audit;
  const chunks: number[] = [];
  let next = dispatched;
  for (; next < audit.chunks && chunks.length < most; next++) {
    if (!isCounted(next)) chunks.push(next);
  }
  if (next === dispatched) return 0;
  // Claimed before it is sent: of two that dispatch at once only one sends, and a crash in between is healed by sweep.
  if (!(await deps.audits.claim(auditId, dispatched, next))) return 0;
  // Put back before all was to be sent anew.
  const noted = chunks.filter((chunk) => isAgain.has(chunk));
  await takeBack(deps, audit, noted);
  await send(deps, audit, chunks);
  return chunks.length;
}

/** @returns those chunks that nobody else takes */
async function takeBack(
  deps: DispatchDeps,
  { auditId }: Audit,
  chunks: readonly number[],
): Promise<number[]> {
  const shards = [...new Set(chunks.map(shardOf))];
  const taken = await inParallel(4, shards, async (shard) => {
    const ofShard = chunks.filter((chunk) => shardOf(chunk) === shard);
    return (await deps.audits.takeBack(auditId, ofShard)) ? ofShard : [];
  });
  return taken.flat();
}

async function send(deps: DispatchDeps, { auditId }: Audit, chunks: readonly number[]) {
  try {
    await deps.queue.send(chunks.map((chunk) => ({ schemaVersion: 1, auditId, chunk })));
  } catch (error) {
    await deps.audits.putBack(auditId, chunks);
    throw error;
  }
}

/** Whether a chunk is done or given up. */
export function countedIn(shards: readonly ProgressShard[]): (chunk: number) => boolean {
  const byShard = new Map(shards.map((shard) => [shard.shard, shard]));
  return (chunk) => {
    const shard = byShard.get(shardOf(chunk));
    return !!shard && (shard.done.has(chunk) || shard.failed.has(chunk));
  };
}

/** Chunks below a number that are not out of the queue for a reason that is known. */
export function openBelow(limit: number, isOut: (chunk: number) => boolean): number {
  let open = 0;
  for (let chunk = 0; chunk < limit; chunk++) if (!isOut(chunk)) open += 1;
  return open;
}
