import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../../domain/in-parallel';
import { postingsKey } from './keys';
import type { Table } from './table';

type BucketsByUser = ReadonlyMap<string, ReadonlySet<string>>;

const requestsAtOnce = 16;
/** Pairs of user and bucket remembered by this process as written. */
const mostKnown = 200_000;

/**
 * Writes in which buckets a user's calls lie: one item a user. Chunks that come within the same short while are gathered
 * into one write of each user, and what this process has written before is not written again: at first sight of many
 * calls these would else be as many writes as the states.
 */
export class Postings {
  private readonly known = new Set<string>();
  private gathered = new Map<string, Set<string>>();
  private next: Promise<void> | undefined;

  /** @param gatherMs how long a caller may wait for others; resolves for all once they are written */
  constructor(
    private readonly table: Table,
    private readonly gatherMs: number,
  ) {}

  async put(bucketsByUser: BucketsByUser): Promise<void> {
    if (!this.gather(bucketsByUser)) return;
    this.next ??= this.writeLater();
    await this.next;
  }

  /** @returns whether anything is new */
  private gather(bucketsByUser: BucketsByUser): boolean {
    let isNew = false;
    for (const [user, buckets] of bucketsByUser) {
      const unknown = [...buckets].filter((bucket) => !this.known.has(`${user} ${bucket}`));
      if (unknown.length === 0) continue;
      this.gathered.set(user, new Set([...(this.gathered.get(user) ?? []), ...unknown]));
      isNew = true;
    }
    return isNew;
  }

  private async writeLater(): Promise<void> {
    await sleep(this.gatherMs);
    const gathered = this.gathered;
    this.gathered = new Map();
    this.next = undefined;
    await inParallel(requestsAtOnce, [...gathered], ([user, buckets]) => this.write(user, buckets));
  }

  private async write(user: string, buckets: ReadonlySet<string>): Promise<void> {
    await this.table.update(postingsKey(user), {
      UpdateExpression: 'ADD #buckets :buckets',
      ExpressionAttributeNames: { '#buckets': 'buckets' },
      ExpressionAttributeValues: { ':buckets': buckets },
    });
    if (this.known.size > mostKnown) this.known.clear();
    for (const bucket of buckets) this.known.add(`${user} ${bucket}`);
  }
}
