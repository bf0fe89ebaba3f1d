import fc from 'fast-check';
import {
  dayAt,
  dayCap,
  firstState,
  guardAtFirst,
  type PaceConfig,
  stepOf,
  tellsDayEnd,
} from '../../lambdas/domain/pace';

const config: PaceConfig = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0.1,
  othersShare: 0.2,
  dayHours: 24,
};
const day = 86_400_000;

describe('the distance between slots', () => {
  test.each([
    [3, 343_334],
    [12, 85_834],
    [100, 10_300],
    [0.5, 2_060_000],
  ])('at %d a second', (requestsPerSecond, step) => {
    expect(stepOf({ ...config, requestsPerSecond }, guardAtFirst)).toBe(step);
  });

  test('a second and the guard hold at most the limit, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 0, max: 500_000 }),
        (rate, guard) => {
          const step = stepOf({ ...config, requestsPerSecond: rate }, guard);
          expect(step * rate).toBeGreaterThanOrEqual(1_000_000 + guard);
          expect((step - 1) * rate).toBeLessThan(1_000_000 + guard);
        },
      ),
    );
  });

  test('never under a millisecond', () => {
    expect(stepOf({ ...config, requestsPerSecond: 5_000 }, 0)).toBe(1_000);
  });
});

test('a day is shared among others, interactive checks and the rest', () => {
  expect(dayCap(config, 'interactive')).toBe(8_000);
  expect(dayCap(config, 'event')).toBe(7_000);
  expect(dayCap(config, 'bulk')).toBe(7_000);
});

test('shares that leave nothing leave nothing, not less', () => {
  const greedy = { ...config, interactiveShare: 0.9, othersShare: 0.9 };
  expect(dayCap(greedy, 'bulk')).toBe(0);
});

describe('the day', () => {
  const known = { dayStart: 1_000, dayEnd: 1_000 + day, dayTaught: false };

  test('goes on until its end', () => {
    expect(dayAt(config, known, known.dayEnd - 1)).toBe(known);
  });

  test('begins again with the first request after its end', () => {
    const now = known.dayEnd + 5_000;
    expect(dayAt(config, known, now)).toEqual({
      dayStart: now,
      dayEnd: now + day,
      dayTaught: false,
    });
  });

  test('once taught, follows the one before without a gap, however many have passed', () => {
    const taught = { ...known, dayTaught: true };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 * day }), (later) => {
        const next = dayAt(config, taught, taught.dayEnd + later);
        expect((next.dayStart - taught.dayEnd) % day).toBe(0);
        expect(next.dayStart).toBeLessThanOrEqual(taught.dayEnd + later);
        expect(next.dayEnd).toBeGreaterThan(taught.dayEnd + later);
        expect(next.dayTaught).toBe(true);
      }),
    );
  });

  test('is told by a long wait only', () => {
    expect(tellsDayEnd(config, 20 * 60_000)).toBe(false);
    expect(tellsDayEnd(config, 2 * 3_600_000)).toBe(true);
    expect(tellsDayEnd({ ...config, dayHours: 0.02 }, 30_000)).toBe(true);
    expect(tellsDayEnd({ ...config, dayHours: 0.02 }, 1_000)).toBe(false);
  });
});

test('the first state has a day from now and a closed breaker', () => {
  const state = firstState(config, 7_000);
  expect(state).toMatchObject({ dayStart: 7_000, dayEnd: 7_000 + day, openUntil: 0, spent: 0 });
});
