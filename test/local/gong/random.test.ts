import { bits, keyOf, lognormal, unit } from '../../../local/gong/random';

const key = keyOf('test');
const draws = (n: number, draw: (i: number) => number) =>
  Array.from({ length: n }, (_, i) => draw(i)).sort((a, b) => a - b);

it('draws evenly', () => {
  const sorted = draws(20_000, (i) => unit(key, i));
  for (const part of [0.1, 0.5, 0.9]) {
    expect(sorted[Math.floor(part * sorted.length)]).toBeCloseTo(part, 1);
  }
});

it('draws the same for the same numbers, another for others', () => {
  expect(bits(key, 1, 2)).toBe(bits(key, 1, 2));
  expect(
    new Set([bits(key, 1, 2), bits(key, 2, 1), bits(key, 1), bits(keyOf('other'), 1, 2)]).size,
  ).toBe(4);
});

it('draws latencies of the median and 99th percentile told', () => {
  const sorted = draws(20_000, (i) => lognormal(80, 400, key, i));
  const at = (part: number) => sorted[Math.floor(part * sorted.length)] ?? 0;
  expect(Math.abs(at(0.5) - 80)).toBeLessThan(4);
  expect(Math.abs(at(0.99) - 400)).toBeLessThan(60);
});
