import * as v from 'valibot';
import { idempotencyKey, lenient, maxAge } from '../../lambdas/api/headers';

test.each([
  ['handling=lenient', true],
  ['Handling="Lenient"', true],
  ['respond-async, handling=lenient; wait=5', true],
  ['handling=strict', false],
  ['nothandling=lenient', false],
  ['', false],
])('Prefer: %s', (value, expected) => {
  expect(v.parse(lenient, value)).toBe(expected);
});

test.each([
  ['max-age=60', 60],
  ['public, MAX-AGE=60', 60],
  ['max-age="60"', 60],
  ['max-age=999999999', 999_999_999],
  ['max-age=0', undefined],
  ['no-cache', undefined],
  ['max-age=60, no-cache', undefined],
  ['no-store, max-age=60', undefined],
  ['max-age=-1', undefined],
  ['max-age=1e9', undefined],
  ['max-age=9999999999', undefined],
  ['s-maxage=60', undefined],
  ['', undefined],
])('Cache-Control: %s', (value, expected) => {
  expect(v.parse(maxAge, value)).toBe(expected);
});

test.each([
  ['k', true],
  ['x'.repeat(255), true],
  ['8e03978e-40d5-43e8-bc93-6894a57f9324', true],
  ['', false],
  ['x'.repeat(256), false],
  ['a\tb', false],
  ['a\u007fb', false],
  ['schlüssel', false],
])('Idempotency-Key: %s', (value, expected) => {
  expect(v.is(idempotencyKey, value)).toBe(expected);
});
