import {
  firstState,
  guardAtFirst,
  guardAtMost,
  type PaceConfig,
  type PaceState,
} from '../../lambdas/domain/pace';
import {
  chunkSizeChange,
  provenChange,
  refusalChanges,
  rejectionChange,
  trialOverChange,
} from '../../lambdas/domain/pace-report';
import { MemoryPaceStore } from './pace-memory';

const config: PaceConfig = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0,
  othersShare: 0,
  dayHours: 24,
};
const start = 1_790_000_000_000;

function storeWith(more: Partial<PaceState> = {}): MemoryPaceStore & { state: PaceState } {
  return Object.assign(new MemoryPaceStore(), { state: { ...firstState(config, start), ...more } });
}

function refuse(
  store: { state: PaceState; put: MemoryPaceStore['put'] },
  slot: number,
  now: number,
  retryAfterMs?: number,
) {
  const [first, again] = refusalChanges(config, store.state, { slot, now, retryAfterMs });
  if (!store.put(first)) store.put(again);
  return store.state;
}

describe('a 429', () => {
  test('waits exactly as long as it says, and moves slots apart', () => {
    const state = refuse(storeWith(), start, start + 50, 2_000);
    expect(state).toMatchObject({
      pausedUntil: start + 2_050,
      pauseReason: 'paused',
      guard: guardAtFirst + 10_000,
    });
  });

  test('without a wait means one second, and more each time it does not help', () => {
    const store = storeWith();
    const waits = [1, 2, 3, 4].map(() => {
      const now = store.state.pausedUntil || start;
      return refuse(store, now, now + 50).pausedUntil - now - 50;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  test('that names a wait which does not help is not asked for every second of the day', () => {
    const store = storeWith();
    let requests = 0;
    for (let now = start; now < start + 3_600_000; now = store.state.pausedUntil + 10) {
      refuse(store, now, now + 1, 1_000);
      requests += 1;
    }
    expect(requests).toBeLessThan(25);
  });

  test('long after the last one starts anew', () => {
    const store = storeWith();
    for (const now of [start, start + 60_000, start + 120_000]) {
      expect(refuse(store, now, now + 50).pausedUntil).toBe(now + 1_050);
    }
  });

  test('of requests on their way together counts once, and the longest wait holds', () => {
    const store = storeWith();
    refuse(store, start, start + 50, 1_000);
    const state = refuse(store, start + 20, start + 80, 3_000);
    expect(state).toMatchObject({
      guard: guardAtFirst + 10_000,
      refusals: 1,
      pausedUntil: start + 3_080,
    });
    expect(refuse(store, start + 30, start + 90, 500).pausedUntil).toBe(start + 3_080);
  });

  test('of hours ends the day at that moment, and the guard is not to blame', () => {
    const hours = 5 * 3_600_000;
    const state = refuse(storeWith(), start, start, hours);
    expect(state).toMatchObject({
      dayEnd: start + hours,
      dayTaught: true,
      pausedUntil: start + hours,
      pauseReason: 'day-spent',
      guard: guardAtFirst,
    });
  });

  test('widens the guard up to its bound only', () => {
    const state = refuse(storeWith({ guard: guardAtMost - 1 }), start, start, 1_000);
    expect(state.guard).toBe(guardAtMost);
  });
});

describe('refused credentials', () => {
  test('open the breaker once a window', () => {
    const store = storeWith({ proven: 'v1' });
    const scope = { status: 401 as const, missingScope: 'api:call-user-access:read' };
    expect(store.put(rejectionChange(scope, start))).toMatchObject({
      openUntil: start + 300_000,
      openStatus: 401,
      openScope: 'api:call-user-access:read',
      proven: '',
    });
    expect(store.put(rejectionChange({ status: 403 }, start + 1_000))).toBeUndefined();
    expect(store.put(rejectionChange({ status: 403 }, start + 300_000))).toMatchObject({
      openStatus: 403,
      openScope: '',
    });
  });
});

describe('the trial of a secret', () => {
  test('that went well proves it and closes the breaker', () => {
    const store = storeWith({ probeUntil: start, openUntil: 5, openScope: 'x' });
    expect(store.put(provenChange('v2', start))).toMatchObject({
      proven: 'v2',
      probeUntil: 0,
      openUntil: 0,
    });
  });

  test('that told nothing frees the way for the next', () => {
    const store = storeWith({ probeUntil: start });
    expect(store.put(trialOverChange(start))?.probeUntil).toBe(0);
  });

  test('that was forgotten meanwhile changes nothing', () => {
    const store = storeWith({ probeUntil: start + 7 });
    expect(store.put(provenChange('v2', start))).toBeUndefined();
    expect(store.put(trialOverChange(start))).toBeUndefined();
  });
});

describe('the chunk size', () => {
  test('is halved once by requests that were refused side by side', () => {
    const store = storeWith();
    expect(store.put(chunkSizeChange(100))?.chunkSize).toBe(50);
    expect(store.put(chunkSizeChange(100))).toBeUndefined();
    expect(store.put(chunkSizeChange(50))?.chunkSize).toBe(25);
  });

  test('is what Gong names, if that is less', () => {
    expect(chunkSizeChange(100, 60).set).toEqual({ chunkSize: 60 });
    expect(chunkSizeChange(100, 400).set).toEqual({ chunkSize: 50 });
    expect(chunkSizeChange(1).set).toEqual({ chunkSize: 1 });
  });
});
