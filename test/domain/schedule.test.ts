import { InvalidInput } from '../../lambdas/domain/errors';
import { parseScheduled, windowsOf } from '../../lambdas/domain/schedule';

const day = 24 * 3_600_000;
const at = Date.parse('2026-03-29T02:00:00Z');

describe('the windows of a schedule', () => {
  it('are half-open and end at the moment that it is due for', () => {
    expect(windowsOf(7, at, undefined)).toEqual([{ from: at - 7 * day, to: at }]);
  });

  it('overlap: one that was skipped leaves no gap then', () => {
    expect(windowsOf(7, at, at - 2 * day)).toEqual([{ from: at - 7 * day, to: at }]);
  });

  it('are made up for if one was skipped and they do not overlap', () => {
    expect(windowsOf(1, at, at - 3 * day)).toEqual([
      { from: at - 3 * day, to: at - day },
      { from: at - day, to: at },
    ]);
  });

  it('have no gap between one and the next', () => {
    expect(windowsOf(1, at, at - day)).toEqual([{ from: at - day, to: at }]);
  });

  it('of the past are as they would have been', () => {
    expect(windowsOf(1, at, at + 5 * day)).toEqual([{ from: at - day, to: at }]);
  });

  it.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland'])(
    'are the same days in %s, also when clocks change',
    (zone) => {
      const before = process.env.TZ;
      process.env.TZ = zone;
      const scheduledAt = '2026-03-29T02:00:00Z';
      const input = parseScheduled({
        schedule: 'nightly',
        scheduledAt,
        audit: { callsOfLastDays: 1 },
      });
      const [window] = windowsOf(1, input.scheduledAt, undefined);
      process.env.TZ = before;
      expect(new Date(window?.from ?? 0).toISOString()).toBe('2026-03-28T02:00:00.000Z');
    },
  );
});

describe('the input of a schedule', () => {
  const good = {
    schedule: 'nightly',
    scheduledAt: '2026-03-29T02:00:00Z',
    audit: { knownCalls: true },
  };

  it.each([
    ['schedule', { ...good, schedule: 'a b' }],
    ['scheduledAt', { ...good, scheduledAt: '<aws.scheduler.scheduled-time>' }],
    ['audit.callsOfLastDays', { ...good, audit: { callsOfLastDays: 0 } }],
    ['label', { ...good, label: 7 }],
  ])('is refused for %s', (field, input) => {
    expect(() => parseScheduled(input)).toThrow(InvalidInput);
    expect(() => parseScheduled(input)).toThrow(expect.objectContaining({ field }));
  });
});
