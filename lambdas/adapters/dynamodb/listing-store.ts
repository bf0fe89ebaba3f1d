import * as v from 'valibot';
import { packIds, unpackIds } from '../../domain/id-packing';
import { inParallel } from '../../domain/in-parallel';
import type { Listing } from '../../domain/listing';
import type { ListingStore } from '../../domain/trigger-ports';
import { IdSet } from './id-set';
import type { Item, Table } from './table';
import { listingKey, listingsKey, pageKey } from './trigger-keys';

const listingItem = v.object({
  windows: v.array(v.object({ from: v.number(), to: v.number() })),
  cursor: v.exactOptional(v.string()),
  pages: v.number(),
});
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Listings under way, in the ledger's table. */
export class DynamoListingStore implements ListingStore {
  private readonly underWay: IdSet;

  constructor(private readonly table: Table) {
    this.underWay = new IdSet(table, listingsKey);
  }

  async begin(auditId: string, listing: Listing, dueAt: number): Promise<void> {
    await this.table.putIfAbsent({ ...listingKey(auditId), ...listing, dueAt, leasedUntil: 0 });
    await this.underWay.add(auditId);
  }

  async lease(auditId: string, now: number, until: number): Promise<Listing | undefined> {
    const item = await this.table.update(listingKey(auditId), {
      UpdateExpression: 'SET #leasedUntil = :until, #dueAt = :until',
      ConditionExpression: '#leasedUntil <= :now',
      ExpressionAttributeNames: { '#leasedUntil': 'leasedUntil', '#dueAt': 'dueAt' },
      ExpressionAttributeValues: { ':until': until, ':now': now },
    });
    return item && v.parse(listingItem, item);
  }

  async save(auditId: string, { windows, cursor, pages }: Listing): Promise<void> {
    await this.table.update(listingKey(auditId), {
      UpdateExpression: `SET #windows = :windows, #pages = :pages${cursor === undefined ? ' REMOVE #cursor' : ', #cursor = :cursor'}`,
      ExpressionAttributeNames: { '#windows': 'windows', '#pages': 'pages', '#cursor': 'cursor' },
      ExpressionAttributeValues: {
        ':windows': windows,
        ':pages': pages,
        ...(cursor === undefined ? {} : { ':cursor': cursor }),
      },
    });
  }

  async release(auditId: string, dueAt: number): Promise<void> {
    await this.table.update(listingKey(auditId), {
      UpdateExpression: 'SET #leasedUntil = :free, #dueAt = :dueAt',
      ExpressionAttributeNames: { '#leasedUntil': 'leasedUntil', '#dueAt': 'dueAt' },
      ExpressionAttributeValues: { ':free': 0, ':dueAt': dueAt },
    });
  }

  async end(auditId: string): Promise<void> {
    await this.underWay.remove(auditId);
  }

  async putPage(auditId: string, page: number, callIds: readonly string[]): Promise<void> {
    await this.table.put({ ...pageKey(auditId, page), calls: packIds(callIds) });
  }

  async *pages(auditId: string, count: number): AsyncGenerator<string[]> {
    if (count === 0) return;
    const { pk, sk } = pageKey(auditId, 0);
    for await (const item of this.table.between(pk, sk, pageKey(auditId, count - 1).sk)) {
      yield unpackIds(v.parse(bytes, item.calls));
    }
  }

  async takeDue(now: number, next: number): Promise<string[]> {
    const taken = await inParallel(8, await this.underWay.ids(), async (auditId) =>
      (await this.takeOne(auditId, now, next)) ? auditId : undefined,
    );
    return taken.flatMap((auditId) => auditId ?? []);
  }

  private takeOne(auditId: string, now: number, next: number): Promise<Item | undefined> {
    return this.table.update(listingKey(auditId), {
      UpdateExpression: 'SET #dueAt = :next',
      ConditionExpression: '#dueAt <= :now AND #leasedUntil <= :now',
      ExpressionAttributeNames: { '#leasedUntil': 'leasedUntil', '#dueAt': 'dueAt' },
      ExpressionAttributeValues: { ':now': now, ':next': next },
    });
  }
}
