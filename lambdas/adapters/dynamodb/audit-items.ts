import * as v from 'valibot';
import type { Audit, ProgressShard } from '../../domain/audit';
import { auditKey, type Key } from './keys';
import type { Item } from './table';

const totals = v.object({
  granted: v.number(),
  none: v.number(),
  notReturned: v.number(),
  notFound: v.number(),
  failed: v.number(),
});

const source = v.variant('kind', [
  v.object({
    kind: v.literal('calls'),
    from: v.number(),
    to: v.number(),
    workspaceId: v.exactOptional(v.string()),
  }),
  v.object({ kind: v.literal('list'), bucket: v.string(), key: v.string() }),
  v.object({ kind: v.literal('known') }),
]);

const auditItem = v.object({
  auditId: v.string(),
  status: v.picklist([
    'accepted',
    'running',
    'paused',
    'completed',
    'completed-with-gaps',
    'failed',
    'cancelled',
  ]),
  label: v.exactOptional(v.string()),
  requestedBy: v.string(),
  priority: v.picklist(['interactive', 'event', 'bulk']),
  announcedAt: v.exactOptional(v.number()),
  source: v.exactOptional(source),
  isListing: v.exactOptional(v.literal(true)),
  failure: v.exactOptional(v.string()),
  requested: v.number(),
  duplicates: v.number(),
  chunks: v.number(),
  fingerprint: v.string(),
  dispatched: v.number(),
  seenProgress: v.exactOptional(
    v.object({
      chunks: v.number(),
      at: v.number(),
      chunksPerSecond: v.exactOptional(v.number()),
    }),
  ),
  outage: v.exactOptional(v.object({ since: v.number(), pauses: v.number(), done: v.number() })),
  pause: v.exactOptional(
    v.object({
      reason: v.string(),
      since: v.number(),
      announced: v.exactOptional(v.literal(true)),
      until: v.exactOptional(v.number()),
    }),
  ),
  createdAt: v.number(),
  completedAt: v.exactOptional(v.number()),
  totals: v.exactOptional(totals),
});

/** Until it is accepted an audit is only a reserved ID. */
export const toReservedItem = (audit: Audit): Key & Item => ({
  ...auditKey(audit.auditId),
  ...audit,
  isReserved: true,
});
export const fromAuditItem = (item: Item): Audit => v.parse(auditItem, item);
export const isReserved = (item: Item): boolean => item.isReserved === true;
export const wasAbandoned = (item: Item): boolean => item.wasAbandoned === true;

const chunkNumbers = v.optional(v.set(v.number()), () => new Set<number>());
const counter = v.optional(v.number(), 0);
const shardItem = v.object({
  done: chunkNumbers,
  failed: chunkNumbers,
  again: chunkNumbers,
  granted: counter,
  none: counter,
  notReturned: counter,
  notFound: counter,
  failedCalls: counter,
});

export function fromShardItem(shard: number, item: Item | undefined): ProgressShard {
  const { done, failed, again, failedCalls, ...counts } = v.parse(shardItem, item ?? {});
  return { shard, done, failed, again, totals: { ...counts, failed: failedCalls } };
}
