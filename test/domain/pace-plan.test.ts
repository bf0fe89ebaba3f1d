import fc from 'fast-check';
import type { Priority } from '../../lambdas/domain/audit';
import { guardAtFirst, type PaceConfig, type PaceState, stepOf } from '../../lambdas/domain/pace';
import { planSlot, type SlotAsk, slotsOf } from '../../lambdas/domain/pace-plan';
import { MemoryPaceStore } from './pace-memory';

const config: PaceConfig = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0,
  othersShare: 0,
  dayHours: 24,
};
const ask: SlotAsk = { priority: 'bulk', slots: 1, lead: 20, roundTrips: 20, owed: 0 };
const start = 1_790_000_000_000;

/** Plays a process that plans on the item as it is now. */
function takeAt(store: MemoryPaceStore, now: number, more: Partial<SlotAsk> = {}, by = config) {
  const plan = planSlot(by, store.state, { ...ask, ...more }, now);
  if (plan.kind !== 'take') return plan;
  const state = store.put(plan.change);
  if (!state) throw new Error('a plan on the newest state must hold');
  return { kind: 'slots' as const, times: slotsOf(plan, state.tat) };
}

function stored(more: Partial<PaceState> = {}): MemoryPaceStore {
  const store = new MemoryPaceStore();
  takeAt(store, start - 60_000);
  if (store.state) store.state = { ...store.state, ...more };
  return store;
}

describe('slots', () => {
  test.each([3, 12, 100])('at %d a second lose no microsecond to rounding', (requestsPerSecond) => {
    const by = { ...config, requestsPerSecond };
    const store = new MemoryPaceStore();
    const times: number[] = [];
    for (let now = start; times.length < 1_001; now++) {
      const taken = takeAt(store, now, {}, by);
      if (taken.kind === 'slots') times.push(...taken.times);
      if (taken.kind === 'wait') now = taken.until - 1;
    }
    const span = (times[1_000] ?? 0) - (times[0] ?? 0);
    // The guard shrinks from 30 to 28 ms meanwhile.
    expect(span).toBeGreaterThan((1_028 * 1_000) / requestsPerSecond);
    expect(span).toBeLessThan((1_030 * 1_000) / requestsPerSecond + 2);
  });

  test('are strictly increasing and never closer than a step, whoever asks whenever', () => {
    const priority = fc.constantFrom<Priority>('interactive', 'event', 'bulk');
    const event = fc.record({
      wait: fc.integer({ min: 0, max: 700 }),
      priority,
      slots: fc.integer({ min: 1, max: 5 }),
      owed: fc.integer({ min: 0, max: 50_000 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const store = new MemoryPaceStore();
        let now = start;
        let last = 0;
        for (const { wait, ...more } of events) {
          now += wait;
          const guard = store.state?.guard ?? guardAtFirst;
          const taken = takeAt(store, now, more);
          if (taken.kind !== 'slots') continue;
          for (const time of taken.times) {
            expect(time).toBeGreaterThanOrEqual(now);
            const leastGap = stepOf(config, guard) / 1_000 - 1;
            if (last > 0) expect(time - last).toBeGreaterThan(leastGap - 1);
            last = time;
          }
        }
      }),
    );
  });

  test('a late process makes room for what it delayed', () => {
    const store = stored();
    const step = stepOf(config, store.state?.guard ?? 0);
    takeAt(store, start, { owed: 40_000 });
    expect(store.state?.tat).toBe((start + 20) * 1_000 + step + 40_000);
  });
});

describe('who may look further ahead goes first', () => {
  test.each([
    ['bulk', 1],
    ['event', 2],
    ['interactive', 4],
  ] as const)('%s reserves %d slots ahead', (priority, slots) => {
    const store = stored();
    let taken = 0;
    while (takeAt(store, start, { priority }).kind === 'slots') taken += 1;
    expect(taken).toBe(slots + 1);
    const wait = planSlot(config, store.state, { ...ask, priority }, start);
    expect(wait).toMatchObject({ kind: 'wait', why: 'queue' });
  });

  test('at high rates the horizon is two round trips', () => {
    const by = { ...config, requestsPerSecond: 500 };
    const store = stored();
    let taken = 0;
    while (takeAt(store, start, { roundTrips: 40 }, by).kind === 'slots') taken += 1;
    expect(taken).toBeGreaterThanOrEqual(19);
  });
});

describe('the day', () => {
  const by = { ...config, requestsPerDay: 10, interactiveShare: 0.2, othersShare: 0.1 };

  test('is never spent beyond the share of each, also by leases', () => {
    const asks = fc.array(
      fc.record({
        priority: fc.constantFrom<Priority>('interactive', 'bulk'),
        slots: fc.integer({ min: 1, max: 4 }),
      }),
      { minLength: 20, maxLength: 40 },
    );
    fc.assert(
      fc.property(asks, (all) => {
        const store = new MemoryPaceStore();
        const given = { interactive: 0, event: 0, bulk: 0 };
        all.forEach((one, i) => {
          const taken = takeAt(store, start + i * 5_000, one, by);
          if (taken.kind === 'slots') given[one.priority] += taken.times.length;
        });
        expect(given.bulk).toBeLessThanOrEqual(7);
        expect(given.bulk + given.interactive).toBeLessThanOrEqual(9);
        expect(store.state?.spent).toBe(given.bulk + given.interactive);
      }),
    );
  });

  test('spent, it says when it begins again, and then does', () => {
    const store = stored({ spent: 7 });
    const dayEnd = store.state?.dayEnd ?? 0;
    expect(planSlot(by, store.state, ask, start)).toEqual({
      kind: 'refuse',
      reason: 'day-spent',
      retryAt: dayEnd,
    });
    expect(takeAt(store, start, { priority: 'interactive' }, by).kind).toBe('slots');
    expect(takeAt(store, dayEnd, {}, by).kind).toBe('slots');
    expect(store.state).toMatchObject({ spent: 1, dayStart: dayEnd });
  });
});

describe('pauses', () => {
  test('a 429 holds everybody until its moment', () => {
    const store = stored({ pausedUntil: start + 3_000 });
    const plan = planSlot(config, store.state, { ...ask, priority: 'interactive' }, start);
    expect(plan).toEqual({ kind: 'wait', until: start + 3_000, why: 'paused' });
    expect(takeAt(store, start + 3_000).kind).toBe('slots');
  });

  test('a day that a 429 ended is refused at once', () => {
    const store = stored({ pausedUntil: start + 3_000, pauseReason: 'day-spent' });
    expect(planSlot(config, store.state, ask, start)).toMatchObject({
      kind: 'refuse',
      reason: 'day-spent',
      retryAt: start + 3_000,
    });
  });

  test('an open breaker refuses, and says why without the secret', () => {
    const open = { openUntil: start + 9, openStatus: 401 as const, openScope: 'api:x' };
    expect(planSlot(config, stored(open).state, ask, start)).toEqual({
      kind: 'refuse',
      reason: 'breaker-open',
      retryAt: start + 9,
      detail: 'Gong answered 401: the scope api:x is missing',
    });
  });
});

describe('a version of the secret that Gong has not taken yet', () => {
  const mine = { secretVersion: 'v2' };

  test('goes out in one request, whatever is leased', () => {
    const store = stored();
    const first = takeAt(store, start, { ...mine, slots: 5 });
    expect(first).toMatchObject({ kind: 'slots', times: [expect.any(Number)] });
    const second = planSlot(config, store.state, { ...ask, ...mine }, start + 5_000);
    expect(second).toMatchObject({ kind: 'wait', why: 'trial' });
  });

  test('is tried again when the trial was forgotten', () => {
    const store = stored();
    takeAt(store, start, mine);
    expect(takeAt(store, start + 61_000, mine).kind).toBe('slots');
  });

  test('once proven goes out as fast as any', () => {
    const store = stored({ proven: 'v2' });
    expect(takeAt(store, start, { ...mine, slots: 2 })).toMatchObject({
      times: [start + 20, expect.any(Number)],
    });
  });
});

describe('a plan on an old sight of the item', () => {
  test.each<[string, Partial<PaceState>]>([
    ['another took the slot', { tat: (start + 5_000) * 1_000 }],
    ['a 429 came', { pausedUntil: start + 1 }],
    ['the breaker opened', { openUntil: start + 1 }],
    ['the day was spent', { spent: 10_000 }],
    ['a new day began', { dayEnd: start + 86_400_000 }],
    ['the secret was refused', { proven: '' }],
  ])('does not hold when %s', (_what, change) => {
    const store = stored({ proven: 'v1' });
    const plan = planSlot(config, store.state, { ...ask, secretVersion: 'v1' }, start);
    if (plan.kind !== 'take' || !store.state) throw new Error('a slot was free');
    store.state = { ...store.state, ...change };
    expect(store.put(plan.change)).toBeUndefined();
  });
});
