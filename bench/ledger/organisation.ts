import { allBuckets, bucketOf } from '../../lambdas/domain/call-ids';
import type { Gong, GongAnswer } from '../../lambdas/domain/ports';

const userCount = 200;

/** Numbers from a seed, the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * An organisation of 200 people. A call is shared with 3.09 of them on average (Poisson), with some far more often
 * than with others (Zipf); IDs have 18 or 19 digits.
 */
export class Organisation implements Gong {
  readonly callIds: readonly string[];
  private readonly access = new Map<string, readonly string[]>();
  private readonly next = random(7);
  private readonly users: readonly string[];
  private readonly zipf: readonly number[];
  private readonly buckets: ReadonlySet<string>;
  private slots = 0;

  /**
   * @param buckets so many of the ledger's buckets hold all the calls: a slice of a larger organisation, whose calls lie
   * as close together as there
   */
  constructor(calls: number, buckets?: number) {
    this.buckets = new Set(allBuckets().slice(0, buckets));
    this.users = Array.from({ length: userCount }, () => this.id());
    const weights = Array.from({ length: userCount }, (_, i) => 1 / (i + 1));
    const sum = weights.reduce((a, b) => a + b);
    this.zipf = weights.map((weight) => weight / sum);
    this.callIds = Array.from({ length: calls }, () => this.callId());
    for (const callId of this.callIds) this.access.set(callId, this.someUsers());
  }

  /** Grants that there are now. */
  get pairs(): number {
    return [...this.access.values()].reduce((sum, users) => sum + users.length, 0);
  }

  /** The user with the most calls, and one of those with the fewest. */
  busiestAndRarest(): readonly [busiest: string | undefined, rarest: string | undefined] {
    const counts = new Map<string, number>();
    for (const users of this.access.values()) {
      for (const user of users) counts.set(user, (counts.get(user) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([user]) => user);
    return [sorted[0], sorted.at(-1)];
  }

  /** Shares this part of the calls with other people. @returns grants given and taken */
  change(share: number): number {
    let pairs = 0;
    for (const callId of this.callIds) {
      if (this.next() >= share) continue;
      const before = this.access.get(callId) ?? [];
      const after = this.someUsers();
      this.access.set(callId, after);
      pairs += before.length + after.length;
    }
    return pairs;
  }

  async usersAccess(callIds: readonly string[]): Promise<GongAnswer> {
    this.slots += 1;
    const requestId = `4al018gzaztcr${String(this.slots).padStart(6, '0')}`;
    const callAccessList = callIds.map((callId) => ({
      callId,
      users: (this.access.get(callId) ?? []).map((userId) => ({ userId })),
    }));
    const slot = Date.UTC(2026, 0, 1) + this.slots * 334;
    return {
      kind: 'answered',
      slot,
      requestId,
      body: JSON.stringify({ requestId, callAccessList }),
    };
  }

  private callId(): string {
    for (;;) {
      const id = this.id();
      if (this.buckets.has(bucketOf(id))) return id;
    }
  }

  private id(): string {
    return `${1 + Math.floor(this.next() * 8)}${this.digits(9)}${this.digits(9)}`;
  }

  private digits(count: number): string {
    return String(Math.floor(this.next() * 10 ** count)).padStart(count, '0');
  }

  private someUsers(): string[] {
    const users = new Set<string>();
    for (let left = this.poisson(3.09); left > 0; left--) users.add(this.someUser());
    return [...users];
  }

  private someUser(): string {
    let point = this.next();
    const index = this.zipf.findIndex((weight) => {
      point -= weight;
      return point < 0;
    });
    return this.users[index < 0 ? 0 : index] ?? '';
  }

  private poisson(mean: number): number {
    let count = 0;
    for (let product = this.next(); product > Math.exp(-mean); product *= this.next()) count += 1;
    return count;
  }
}
