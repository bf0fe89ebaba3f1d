import { bits, keyOf } from './random';

/** Gong's IDs: up to 20 digits. The stand-in shares no code with what is tested against it. */
export const idForm = /^[0-9]{1,20}$/;

const tailSize = 1_000_000_000n;
/** Has no factor in common with `tailSize`, so multiplying by it permutes the nine-digit tails. */
const multiplier = 387_420_489n;
const inverse = 513_180_409n;

/**
 * The n-th ID of a sequence, `digits` long, never with a leading zero: a head drawn by chance, then a tail of nine
 * digits that is a permutation of n. So IDs are unique, look like Gong's, and tell their n.
 */
export function idAt(sequence: string, n: number, digits: number): string {
  const key = keyOf(sequence);
  const tail = (BigInt(n) * multiplier + BigInt(key >>> 0)) % tailSize;
  return head(key, n, digits - 9) + tail.toString().padStart(9, '0');
}

/** Which n has this ID in the sequence; `undefined` if none has. */
export function indexOfId(sequence: string, id: string): number | undefined {
  if (!/^[1-9][0-9]{9,19}$/.test(id)) return undefined;
  const offset = BigInt(keyOf(sequence) >>> 0);
  const scrambled = (BigInt(id.slice(-9)) - (offset % tailSize) + tailSize) % tailSize;
  const n = Number((scrambled * inverse) % tailSize);
  return idAt(sequence, n, id.length) === id ? n : undefined;
}

function head(key: number, n: number, digits: number): string {
  const first = 1 + (bits(key, n, 0) % 8);
  const rest = (bits(key, n, 1) * 2 ** 20 + (bits(key, n, 2) >>> 12)).toString();
  return first + rest.padStart(digits, '0').slice(1 - digits);
}
