import * as v from 'valibot';
import { type ProgressShard, shardOf } from '../../domain/audit';
import { inParallel } from '../../domain/in-parallel';
import type { ChunkCount, ChunkRef } from '../../domain/ports';
import { fromShardItem } from './audit-items';
import { IdSet } from './id-set';
import {
  type chunkItemKey,
  chunkOfKey,
  failureKey,
  progressKey,
  triesKey,
  unsettledKey,
} from './keys';
import { collect, type Item, type Table } from './table';

/** What is counted of an audit's chunks, what of them is to be done again, and what is still to be announced. */
export abstract class DynamoAuditProgress {
  private readonly open: IdSet;

  constructor(protected readonly table: Table) {
    this.open = new IdSet(table, unsettledKey);
  }

  abstract chunk(auditId: string, chunk: number): Promise<string[] | undefined>;

  async countDone(auditId: string, count: ChunkCount): Promise<ProgressShard> {
    const shard = shardOf(count.chunk);
    const added = await this.count(auditId, count, 'done', 'NOT contains(#failed, :chunk)');
    if (added) return fromShardItem(shard, added);
    const now = await this.shard(auditId, shard);
    return now.failed.has(count.chunk) ? this.countRedriven(auditId, count) : now;
  }

  async countFailed(
    auditId: string,
    count: ChunkCount & { reason: string },
  ): Promise<ProgressShard> {
    await this.table.put({ ...failureKey(auditId, count.chunk), reason: count.reason });
    const shard = shardOf(count.chunk);
    const added = await this.count(auditId, count, 'failed', 'NOT contains(#done, :chunk)');
    return added ? fromShardItem(shard, added) : this.shard(auditId, shard);
  }

  /** Adds the chunk to a set and its totals to the counters in one write: counted once, whoever repeats it. */
  private count(
    auditId: string,
    { chunk, totals }: ChunkCount,
    set: 'done' | 'failed',
    andCondition: string,
  ): Promise<Item | undefined> {
    return this.table.update(progressKey(auditId, shardOf(chunk)), {
      UpdateExpression: `ADD #${set} :chunks, ${addCounters}`,
      ConditionExpression: `NOT contains(#${set}, :chunk) AND ${andCondition}`,
      ExpressionAttributeNames: { '#done': 'done', '#failed': 'failed', ...counterNames },
      ExpressionAttributeValues: {
        ':chunk': chunk,
        ':chunks': new Set([chunk]),
        ...counterValues(totals, 0),
      },
    });
  }

  /** A chunk that had been given up is done after all: its calls no longer count as failed. */
  private async countRedriven(
    auditId: string,
    { chunk, totals }: ChunkCount,
  ): Promise<ProgressShard> {
    const callIds = await this.chunk(auditId, chunk);
    const moved = await this.table.update(progressKey(auditId, shardOf(chunk)), {
      UpdateExpression: `ADD #done :chunks, ${addCounters} DELETE #failed :chunks`,
      ConditionExpression: 'contains(#failed, :chunk) AND NOT contains(#done, :chunk)',
      ExpressionAttributeNames: { '#done': 'done', '#failed': 'failed', ...counterNames },
      ExpressionAttributeValues: {
        ':chunk': chunk,
        ':chunks': new Set([chunk]),
        ...counterValues(totals, callIds?.length ?? 0),
      },
    });
    return moved ? fromShardItem(shardOf(chunk), moved) : this.shard(auditId, shardOf(chunk));
  }

  async shard(auditId: string, shard: number): Promise<ProgressShard> {
    return fromShardItem(shard, await this.table.get(progressKey(auditId, shard)));
  }

  async shards(auditId: string): Promise<ProgressShard[]> {
    const { pk, sk } = progressKey(auditId, 0);
    const items = await collect(this.table.between(pk, sk, progressKey(auditId, 999).sk));
    return items.map((item) => fromShardItem(chunkOfKey(String(item.sk)), item));
  }

  async failures(auditId: string, from: number, to: number): Promise<Map<number, string>> {
    const items = await this.range(failureKey, auditId, from, to);
    return new Map(items.map(({ sk, reason }) => [chunkOfKey(String(sk)), String(reason)]));
  }

  async putBack(auditId: string, chunks: readonly number[]): Promise<void> {
    await inParallel(4, [...new Set(chunks.map(shardOf))], (shard) =>
      this.table.update(progressKey(auditId, shard), {
        UpdateExpression: 'ADD #again :chunks',
        ExpressionAttributeNames: { '#again': 'again' },
        ExpressionAttributeValues: {
          ':chunks': new Set(chunks.filter((chunk) => shardOf(chunk) === shard)),
        },
      }),
    );
  }

  /** Whoever takes chunks takes the first of a shard with them: of two at once one finds it gone. */
  async takeBack(auditId: string, chunks: readonly number[]): Promise<boolean> {
    const first = Math.min(...chunks);
    const taken = await this.table.update(progressKey(auditId, shardOf(first)), {
      UpdateExpression: 'DELETE #again :chunks',
      ConditionExpression: 'contains(#again, :first)',
      ExpressionAttributeNames: { '#again': 'again' },
      ExpressionAttributeValues: { ':chunks': new Set(chunks), ':first': first },
    });
    return taken !== undefined;
  }

  async noteTry(auditId: string, chunk: number): Promise<number> {
    const noted = await this.table.update(triesKey(auditId, chunk), {
      UpdateExpression: 'ADD #tries :one',
      ExpressionAttributeNames: { '#tries': 'tries' },
      ExpressionAttributeValues: { ':one': 1 },
    });
    return v.parse(v.number(), noted?.tries);
  }

  async clearTries(auditId: string, chunk: number): Promise<void> {
    await this.table.put({ ...triesKey(auditId, chunk), tries: 0 });
  }

  noteUnsettled(chunk: ChunkRef): Promise<void> {
    return this.open.add(refText(chunk));
  }

  clearUnsettled(chunk: ChunkRef): Promise<void> {
    return this.open.remove(refText(chunk));
  }

  async unsettled(): Promise<ChunkRef[]> {
    const refs = (await this.open.ids()).map((text) => text.split('#'));
    return refs.map(([auditId = '', chunk]) => ({ auditId, chunk: Number(chunk) }));
  }

  /** Items of chunks, from one to before another. */
  protected range(key: typeof chunkItemKey, auditId: string, from: number, to: number) {
    const { pk, sk } = key(auditId, from);
    return collect(this.table.between(pk, sk, key(auditId, to - 1).sk));
  }
}

const refText = ({ auditId, chunk }: ChunkRef) => `${auditId}#${chunk}`;

/** `failed` is the set of chunks, so the calls in them are counted under another name. */
const counterNames = {
  '#granted': 'granted',
  '#none': 'none',
  '#notReturned': 'notReturned',
  '#notFound': 'notFound',
  '#failedCalls': 'failedCalls',
};
const addCounters = Object.keys(counterNames)
  .map((name) => `${name} ${name.replace('#', ':')}`)
  .join(', ');
const counterValues = (totals: ChunkCount['totals'], failedBefore: number) => ({
  ':granted': totals.granted,
  ':none': totals.none,
  ':notReturned': totals.notReturned,
  ':notFound': totals.notFound,
  ':failedCalls': totals.failed - failedBefore,
});
