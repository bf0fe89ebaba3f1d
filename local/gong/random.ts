/**
 * Randomness without state: every value is a pure function of a key and some numbers, so that the truth about a call
 * at any moment can be told again without having been stored.
 */

/** A 32-bit key of a text (FNV-1a, then mixed). */
export function keyOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(hash);
}

/** 32 bits, unsigned, of a key and numbers (of which the low 32 bits count). */
export function bits(key: number, ...numbers: readonly number[]): number {
  let hash = key;
  for (const number of numbers) hash = mix(Math.imul(hash, 31) ^ (number | 0));
  return hash >>> 0;
}

/** Uniform in [0, 1). */
export const unit = (key: number, ...numbers: readonly number[]): number =>
  bits(key, ...numbers) / 2 ** 32;

/** A draw of the lognormal distribution that has this median and 99th percentile; 0 if the median is 0. */
export function lognormal(median: number, p99: number, key: number, n: number): number {
  if (median === 0) return 0;
  const sigma = Math.log(Math.max(p99, median) / median) / 2.3263;
  const normal =
    Math.sqrt(-2 * Math.log(1 - unit(key, n, 1))) * Math.cos(2 * Math.PI * unit(key, n, 2));
  return median * Math.exp(sigma * normal);
}

/** MurmurHash3's finalizer. */
function mix(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
