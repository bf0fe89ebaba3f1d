import fc from 'fast-check';
import { retryAfterMs } from '../../lambdas/domain/pace-retry-after';

const now = Date.parse('2026-11-24T10:00:00Z');
const day = 86_400_000;

test.each([
  ['1', 1_000],
  ['0.5', 500],
  [' 120 ', 120_000],
  ['7200', 7_200_000],
  ['1e3', 1_000_000],
  ['1e9', day],
  ['2147483648', day],
  ['Tue, 24 Nov 2026 10:00:30 GMT', 30_000],
  ['Wed, 24 Nov 2027 10:00:30 GMT', day],
])('%p is a wait', (header, wait) => {
  expect(retryAfterMs(header, now)).toBe(wait);
});

test.each([
  undefined,
  '',
  '0',
  '-1',
  'abc',
  'NaN',
  'Infinity',
  '0x10',
  '1,2',
  '２',
  '2026-11-24T10:00:30Z',
  'Tue, 24 Nov 2026 09:59:59 GMT',
  'Xxx, 99 Abc 2026 99:99:99 GMT',
])('%p tells nothing', (header) => {
  expect(retryAfterMs(header, now)).toBeUndefined();
});

test('whatever it says, a wait is above zero and a day at most', () => {
  const any = fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String));
  fc.assert(
    fc.property(any, (header) => {
      const wait = retryAfterMs(header, now) ?? 1;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(day);
    }),
  );
});
