import type { KnownCalls } from '../../domain/trigger-ports';
import type { Table } from './table';

const buckets = Array.from({ length: 256 }, (_, bucket) => bucket.toString(16).padStart(2, '0'));
const prefix = 'CALL#';
/** Calls to count before the rest is taken to be alike: hashes spread them evenly over the buckets. */
const enough = 2_000;

/** Every call that the ledger has a state of: its keys, bucket by bucket. */
export class DynamoKnownCalls implements KnownCalls {
  constructor(private readonly table: Table) {}

  async *callIds(): AsyncGenerator<string[]> {
    for (const bucket of buckets) yield* this.inBucket(`BUCKET#${bucket}`);
  }

  async about(): Promise<number> {
    let calls = 0;
    let counted = 0;
    while (counted < buckets.length && calls < enough) {
      for await (const some of this.inBucket(`BUCKET#${buckets[counted]}`)) calls += some.length;
      counted += 1;
    }
    return Math.round((calls * buckets.length) / counted);
  }

  private async *inBucket(pk: string): AsyncGenerator<string[]> {
    let start: Record<string, unknown> | undefined;
    do {
      const { items, next } = await this.table.page({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ProjectionExpression: 'sk',
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      yield items.map(({ sk }) => String(sk).slice(prefix.length));
      start = next;
    } while (start);
  }
}
