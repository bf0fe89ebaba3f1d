import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { type PacerParts, SharedPacer } from '../../../lambdas/adapters/dynamodb/pace-pacer';
import { DynamoPaceStore, paceKey } from '../../../lambdas/adapters/dynamodb/pace-store';
import {
  guardAtFirst,
  type PaceConfig,
  type PaceState,
  stepOf,
} from '../../../lambdas/domain/pace';
import type { PaceChange, PaceStore } from '../../../lambdas/domain/pace-change';
import type { BreakerOpened } from '../../../lambdas/domain/pace-pacer';
import { type PaceDynamo, paceTable, startPaceDynamo } from './pace-support';

const config: PaceConfig = {
  requestsPerSecond: 40,
  requestsPerDay: 10_000,
  interactiveShare: 0.1,
  othersShare: 0.1,
  dayHours: 24,
};

let dynamo: PaceDynamo;
let store: CountingStore;
beforeAll(async () => {
  dynamo = await startPaceDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(async () => {
  store = new CountingStore();
  await dynamo.client.send(new DeleteCommand({ TableName: paceTable, Key: paceKey }));
});

/** The real store; counts, and fails on demand. */
class CountingStore implements PaceStore {
  reads = 0;
  writes = 0;
  failure: Error | undefined;
  private readonly real = new DynamoPaceStore(dynamo.client, paceTable);

  async read(): Promise<PaceState | undefined> {
    this.reads += 1;
    if (this.failure) throw this.failure;
    return this.real.read();
  }

  async write(change: PaceChange): Promise<PaceState | undefined> {
    this.writes += 1;
    if (this.failure) throw this.failure;
    return this.real.write(change);
  }
}

function newPacer(more: Partial<PaceConfig> = {}, parts: Partial<PacerParts> = {}) {
  return new SharedPacer({
    store,
    config: { ...config, ...more },
    clock: Date.now,
    random: Math.random,
    onBreakerOpened: async () => undefined,
    ...parts,
  });
}
const soon = (ms = 20_000) => Date.now() + ms;
const bulk = (ms?: number) => ({ priority: 'bulk' as const, deadline: soon(ms) });
const interactive = (ms?: number) => ({ priority: 'interactive' as const, deadline: soon(ms) });

test('six processes together get every slot once, at exact distances', async () => {
  const pacers = Array.from({ length: 6 }, () => newPacer());
  const slots = await Promise.all(
    pacers.flatMap((pacer) => Array.from({ length: 10 }, () => pacer.acquire(bulk()))),
  );
  const times = slots.map((slot) => slot.time).sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  const step = stepOf(config, guardAtFirst) / 1_000;
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.floor(step));
  // Once all are awake no slot is left out, but for a timer that came late: half of the gaps are the step itself.
  expect(gaps.filter((gap) => gap <= Math.ceil(step)).length).toBeGreaterThan(30);
});

test('a slot is given at its moment, not before', async () => {
  const pacer = newPacer();
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { time } = await pacer.acquire(bulk());
      expect(Date.now()).toBeGreaterThanOrEqual(time);
      expect(Date.now() - time).toBeLessThan(250);
    }),
  );
});

test('one process alone writes once a slot and reads once in all', async () => {
  const pacer = newPacer({ requestsPerSecond: 20 });
  for (let i = 0; i < 10; i++) await pacer.acquire(bulk());
  expect(store.writes).toBe(10);
  expect(store.reads).toBe(1);
});

test('at high rates one write leases several slots', async () => {
  const pacer = newPacer({ requestsPerSecond: 500 });
  const slots = await Promise.all(Array.from({ length: 200 }, () => pacer.acquire(bulk())));
  expect(new Set(slots.map(({ time }) => time)).size).toBe(200);
  expect(store.writes).toBeLessThan(100);
});

test('interactive requests go before those that wait longer', async () => {
  const pacer = newPacer({ requestsPerSecond: 20 });
  const order: string[] = [];
  const waiting = Array.from({ length: 8 }, () =>
    pacer.acquire(bulk()).then(() => order.push('bulk')),
  );
  await new Promise((resolve) => setTimeout(resolve, 60));
  await pacer.acquire(interactive()).then(() => order.push('interactive'));
  await Promise.all(waiting);
  expect(order.indexOf('interactive')).toBeLessThanOrEqual(4);
});

test('a deadline ends the wait, and the others go on', async () => {
  const pacer = newPacer({ requestsPerSecond: 2 });
  const results = await Promise.allSettled([
    pacer.acquire(bulk()),
    pacer.acquire(bulk(300)),
    pacer.acquire(bulk()),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { code: 'gong-deadline' } });
});

test('a spent day refuses at once; the interactive share is still there', async () => {
  const pacer = newPacer({ requestsPerDay: 10, requestsPerSecond: 200 });
  const results = await Promise.allSettled(Array.from({ length: 12 }, () => pacer.acquire(bulk())));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
  await expect(pacer.acquire(bulk())).rejects.toMatchObject({
    reason: 'day-spent',
    retryAt: expect.any(Number),
  });
  await expect(pacer.acquire(interactive())).resolves.toBeDefined();
  await expect(pacer.acquire(interactive())).rejects.toMatchObject({ reason: 'day-spent' });
});

test('a 429 makes all processes wait exactly as long as it says', async () => {
  const [one, other] = [newPacer(), newPacer()];
  const slot = await one.acquire(bulk());
  await other.acquire(bulk());
  const at = Date.now();
  await one.report(slot, { kind: 'rate-limited', retryAfterMs: 600 });
  const next = await Promise.all([one.acquire(interactive()), other.acquire(interactive())]);
  for (const { time } of next) expect(time - at).toBeGreaterThanOrEqual(600);
  expect(Math.min(...next.map(({ time }) => time)) - at).toBeLessThan(900);
});

test('a slot given before a 429 came is not used after it', async () => {
  const pacer = newPacer({ requestsPerSecond: 3 });
  const slot = await pacer.acquire(bulk());
  const next = pacer.acquire(bulk());
  await new Promise((resolve) => setTimeout(resolve, 50));
  const at = Date.now();
  await pacer.report(slot, { kind: 'rate-limited', retryAfterMs: 900 });
  expect((await next).time - at).toBeGreaterThanOrEqual(900);
});

test('a 429 of hours is a pause with its end, without a wait', async () => {
  const pacer = newPacer();
  const slot = await pacer.acquire(bulk());
  await pacer.report(slot, { kind: 'rate-limited', retryAfterMs: 5 * 3_600_000 });
  const started = Date.now();
  const refusal = { reason: 'day-spent', retryAt: expect.any(Number) };
  await expect(newPacer().acquire(interactive())).rejects.toMatchObject(refusal);
  expect(Date.now() - started).toBeLessThan(500);
});

test('a pause that outlasts the deadline is told at once', async () => {
  const pacer = newPacer();
  const slot = await pacer.acquire(bulk());
  await pacer.report(slot, { kind: 'rate-limited', retryAfterMs: 60_000 });
  await expect(pacer.acquire(bulk(5_000))).rejects.toMatchObject({ reason: 'paused' });
});

describe('the breaker', () => {
  test('opens once, tells so once, and refuses everywhere', async () => {
    const opened: BreakerOpened[] = [];
    const parts = { onBreakerOpened: async (one: BreakerOpened) => void opened.push(one) };
    const [one, other] = [newPacer({}, parts), newPacer({}, parts)];
    const slots = [await one.acquire(bulk()), await other.acquire(bulk())] as const;
    const rejected = { kind: 'credentials-rejected', status: 403 } as const;
    await Promise.all([one.report(slots[0], rejected), other.report(slots[1], rejected)]);
    expect(opened).toEqual([expect.objectContaining({ status: 403 })]);
    for (const pacer of [one, other, newPacer()]) {
      await expect(pacer.acquire(interactive())).rejects.toMatchObject({
        reason: 'breaker-open',
        retryAt: expect.any(Number),
        detail: 'Gong answered 403',
      });
    }
  });

  test('a version of the secret without success goes out in one request over all processes', async () => {
    const asks = [newPacer(), newPacer()].flatMap((pacer) =>
      Array.from({ length: 3 }, () => ({ pacer, ask: { ...bulk(), secretVersion: 'v1' } })),
    );
    let inFlight = 0;
    let most = 0;
    let answered = 0;
    await Promise.all(
      asks.map(async ({ pacer, ask }) => {
        const slot = await pacer.acquire(ask);
        inFlight += 1;
        if (answered === 0) most = Math.max(most, inFlight);
        await new Promise((resolve) => setTimeout(resolve, 100));
        inFlight -= 1;
        // The first is lost on the way, which says nothing of the secret.
        await pacer.report(slot, { kind: answered++ === 0 ? 'other' : 'succeeded' });
      }),
    );
    expect(most).toBe(1);
    expect(answered).toBe(6);
  });
});

describe('fails closed', () => {
  test('when the item cannot be read or written', async () => {
    store.failure = new Error('throttled');
    const pacer = newPacer();
    const results = await Promise.allSettled([pacer.acquire(bulk()), pacer.acquire(interactive())]);
    for (const result of results)
      expect(result).toMatchObject({ reason: { reason: 'unavailable' } });
    store.failure = undefined;
    await expect(pacer.acquire(bulk())).resolves.toBeDefined();
  });

  test('and a report that cannot be written still holds for this process', async () => {
    const pacer = newPacer();
    const slot = await pacer.acquire(bulk());
    store.failure = new Error('throttled');
    await pacer.report(slot, { kind: 'rate-limited', retryAfterMs: 60_000 });
    const before = store.writes;
    await expect(pacer.acquire(bulk(1_000))).rejects.toMatchObject({ reason: 'paused' });
    expect(store.writes).toBe(before);
  });
});

test('the chunk size that one process learned holds for the others', async () => {
  const pacer = newPacer();
  expect(await pacer.chunkSize()).toBe(100);
  await pacer.acquire(bulk());
  await pacer.learnChunkSize(100);
  expect(await pacer.chunkSize()).toBe(50);
  expect(await newPacer().chunkSize()).toBe(50);
});
