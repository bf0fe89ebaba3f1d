import type { Row } from './row';

/** Cases of a sample: what fits into a minute and a half. */
const sampleSize = 24;

/** Some of the short cases, each from another row as far as possible; the same ones for the same seed. */
export function sampleOf(rows: readonly Row[], seed: number): Row[] {
  const random = generator(seed);
  const shuffled = rows
    .map((row) => ({
      ...row,
      cases: shuffle(
        row.cases.filter(({ isLong }) => !isLong),
        random,
      ),
    }))
    .filter(({ cases }) => cases.length > 0);
  return shuffle(shuffled, random)
    .slice(0, sampleSize)
    .map((row) => ({ ...row, cases: row.cases.slice(0, 1) }))
    .sort((a, b) => a.row - b.row);
}

function shuffle<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
