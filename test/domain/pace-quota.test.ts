import { firstState, type PaceConfig, type PaceState } from '../../lambdas/domain/pace';
import { estimate, quotaOf } from '../../lambdas/domain/pace-quota';

const config: PaceConfig = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0.1,
  othersShare: 0.2,
  dayHours: 24,
};
const start = 1_790_000_000_000;
const day = 86_400_000;
const quota = (more: Partial<PaceState> = {}, now = start) =>
  quotaOf(config, { ...firstState(config, start), ...more }, now);

describe('the quota', () => {
  test('before the first request is whole', () => {
    expect(quotaOf(config, undefined, start)).toEqual({
      requestsPerSecond: 3,
      requestsPerDay: 10_000,
      dayStart: start,
      dayEnd: start + day,
      spent: 0,
      reserved: { interactive: 1_000, others: 2_000 },
      left: { interactive: 8_000, bulk: 7_000 },
      guardMs: 30,
      chunkSize: 100,
      breaker: { state: 'closed' },
    });
  });

  test('shows what is spent and left', () => {
    expect(quota({ spent: 7_500 })).toMatchObject({
      spent: 7_500,
      left: { interactive: 500, bulk: 0 },
    });
  });

  test('of a day gone by counts no more', () => {
    expect(quota({ spent: 7_500 }, start + day)).toMatchObject({
      spent: 0,
      left: { bulk: 7_000 },
      dayStart: start + day,
    });
  });

  test('shows an open breaker, then that it is tried, then that it is closed', () => {
    const open = { openUntil: start + 10, openStatus: 401, openScope: 'api:x' } as const;
    expect(quota(open).breaker).toEqual({
      state: 'open',
      until: start + 10,
      status: 401,
      missingScope: 'api:x',
    });
    expect(quota(open, start + 10).breaker).toEqual({ state: 'trying' });
    expect(quota({ ...open, openUntil: 0, proven: 'v2' }).breaker).toEqual({ state: 'closed' });
  });

  test('shows a pause while it lasts', () => {
    const paused = { pausedUntil: start + 10, pauseReason: 'day-spent' } as const;
    expect(quota(paused)).toMatchObject(paused);
    expect(quota(paused, start + 10).pausedUntil).toBeUndefined();
  });
});

describe('the estimate', () => {
  test('within the day is requests at the pace', () => {
    const { requests, eta, shareOfDay } = estimate(config, quota(), 300, start);
    expect(requests).toBe(300);
    expect(shareOfDay).toBe(0.03);
    expect((eta ?? 0) - start).toBeGreaterThan(102_000);
    expect((eta ?? 0) - start).toBeLessThan(104_000);
  });

  test('beyond the day goes on with the next ones', () => {
    const hour = 3_600_000;
    const spent = quota({ spent: 7_000 });
    const today = estimate(config, spent, 300, start).eta ?? 0;
    expect(today).toBeGreaterThan(start + day);
    expect(today).toBeLessThan(start + day + hour);
    const after = estimate(config, spent, 7_000 * 2 + 300, start).eta ?? 0;
    expect(after - today).toBe(2 * day);
  });

  test('exactly the day ends within it', () => {
    expect(estimate(config, quota(), 7_000, start).eta).toBeLessThan(start + day);
    expect(estimate(config, quota(), 7_001, start).eta).toBeGreaterThan(start + day);
  });

  test('starts after an open breaker', () => {
    const open = quota({ openUntil: start + 60_000, openStatus: 403 });
    expect(estimate(config, open, 1, start).eta).toBeGreaterThan(start + 60_000);
  });

  test('has no end where bulk has no share', () => {
    const none = { ...config, interactiveShare: 0.9, othersShare: 0.9 };
    const { eta } = estimate(none, quotaOf(none, undefined, start), 1, start);
    expect(eta).toBeUndefined();
  });
});
