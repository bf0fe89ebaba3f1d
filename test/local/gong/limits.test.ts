import fc from 'fast-check';
import { type LimitRules, Limits, type Verdict } from '../../../local/gong/limits';
import { defaults } from '../../../local/gong/options';

const rulesWith = (rules: Partial<LimitRules> = {}): LimitRules => ({ ...defaults, ...rules });

/** Arrivals at these milliseconds. */
function arrivals(rules: LimitRules, times: readonly number[], limits = new Limits()): Verdict[] {
  return times.map((t) => limits.arrive(rules, { wall: t, monotonic: t }));
}

const mostInASecond = (times: readonly number[]): number =>
  Math.max(0, ...times.map((end) => times.filter((t) => t > end - 1000 && t <= end).length));

const ascendingTimes = fc
  .array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 200 })
  .map((gaps) => {
    let t = 0;
    return gaps.map((gap) => {
      t += gap;
      return t;
    });
  });

describe('the limit of a second', () => {
  it('never accepts more than N in any sliding second, and refuses only then', () => {
    fc.assert(
      fc.property(ascendingTimes, fc.integer({ min: 1, max: 8 }), (times, requestsPerSecond) => {
        const verdicts = arrivals(rulesWith({ requestsPerSecond }), times);
        const accepted = times.filter((_, n) => verdicts[n]?.accepted);
        expect(mostInASecond(accepted)).toBeLessThanOrEqual(requestsPerSecond);
        times.forEach((t, n) => {
          const before = times.filter((s, m) => m < n && verdicts[m]?.accepted && s > t - 1000);
          expect(verdicts[n]?.accepted).toBe(before.length < requestsPerSecond);
        });
      }),
    );
  });

  it('counts the most it accepted and the most that came', () => {
    fc.assert(
      fc.property(ascendingTimes, (times) => {
        const limits = new Limits();
        const verdicts = arrivals(rulesWith(), times, limits);
        const accepted = times.filter((_, n) => verdicts[n]?.accepted);
        expect(limits.counts()).toMatchObject({
          accepted: accepted.length,
          refusedBySecond: times.length - accepted.length,
          peakAccepted: mostInASecond(accepted),
          peakArrivals: mostInASecond(times),
        });
      }),
    );
  });

  it('says to come back in whole seconds', () => {
    const verdicts = arrivals(rulesWith({ requestsPerSecond: 1 }), [0, 999, 1000]);
    expect(verdicts).toEqual([
      { accepted: true },
      { accepted: false, by: 'second', retryAfter: 1 },
      { accepted: true },
    ]);
  });

  it('can count refused requests too: who knocks on stays out', () => {
    const rules = rulesWith({ requestsPerSecond: 1, refusedCount: { second: true, day: false } });
    const verdicts = arrivals(rules, [0, 900, 1800, 2801]);
    expect(verdicts.map(({ accepted }) => accepted)).toEqual([true, false, false, true]);
  });

  it('follows a limit that changes', () => {
    const limits = new Limits();
    arrivals(rulesWith({ requestsPerSecond: 5 }), [0, 1, 2, 3], limits);
    expect(arrivals(rulesWith({ requestsPerSecond: 2 }), [10, 1003], limits)).toEqual([
      { accepted: false, by: 'second', retryAfter: 1 },
      { accepted: true },
    ]);
  });
});

describe('the limit of a day', () => {
  const spaced = (n: number, from = 0) => Array.from({ length: n }, (_, i) => from + i * 1000);

  it('begins with the first request and ends a day later', () => {
    const rules = rulesWith({ requestsPerDay: 2 });
    const [, , third, , nextDay] = arrivals(rules, [5000, 6000, 7000, 86_404_999, 86_405_000]);
    expect(third).toEqual({ accepted: false, by: 'day', retryAfter: 86_398 });
    expect(nextDay).toEqual({ accepted: true });
  });

  it('begins anew with the first request after its end', () => {
    const limits = new Limits();
    arrivals(rulesWith({ dayLengthMs: 10_000 }), [0, 25_000], limits);
    expect(limits.counts().day).toEqual({ start: 25_000, used: 1 });
  });

  it('follows a start that is given', () => {
    const limits = new Limits();
    const rules = rulesWith({ dayLengthMs: 10_000, dayStart: 3000 });
    arrivals(rules, [25_000], limits);
    expect(limits.counts().day).toEqual({ start: 23_000, used: 1 });
  });

  it.each([
    [false, 3],
    [true, 5],
  ])('counts refused requests as told (%s)', (day, used) => {
    const limits = new Limits();
    const rules = rulesWith({ requestsPerDay: 3, refusedCount: { second: false, day } });
    arrivals(rules, spaced(5), limits);
    expect(limits.counts()).toMatchObject({ accepted: 3, refusedByDay: 2, day: { used } });
  });

  it('keeps what fills it when the counts start again', () => {
    const limits = new Limits();
    const rules = rulesWith({ requestsPerDay: 3 });
    arrivals(rules, spaced(3), limits);
    limits.forgetCounts();
    expect(limits.counts()).toMatchObject({ accepted: 0, peakAccepted: 0, day: { used: 3 } });
    expect(arrivals(rules, [9000], limits)).toMatchObject([{ accepted: false, by: 'day' }]);
  });
});
