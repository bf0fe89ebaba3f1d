/**
 * Gong's IDs are decimal strings of up to 20 digits: more than a JSON number or a 64-bit integer holds,
 * and leading zeros are part of the ID. They stay strings everywhere, also when packed.
 */
export const idPattern = /^[0-9]{1,20}$/;

/** Calls are spread over this many buckets. Part of the ledger's keys: it can never change. */
const bucketCount = 256;

/** All buckets, in order. */
export const allBuckets = (): string[] => Array.from({ length: bucketCount }, (_, n) => nameOf(n));

/** The bucket of a call: two lower-case hex digits (FNV-1a over the ID's digits). */
export function bucketOf(callId: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < callId.length; i++) {
    hash = Math.imul(hash ^ callId.charCodeAt(i), 0x01000193);
  }
  hash ^= hash >>> 16;
  return nameOf((hash >>> 0) % bucketCount);
}

const nameOf = (bucket: number) => bucket.toString(16).padStart(2, '0');

/**
 * The calls once each, sorted by (bucket, ID): the order in which audits are cut into chunks,
 * so that the calls of a large audit's chunk lie side by side in the ledger.
 */
export function inLedgerOrder(callIds: Iterable<string>): string[] {
  const buckets = byBucket(new Set(callIds));
  return [...buckets.keys()].sort().flatMap((bucket) => (buckets.get(bucket) ?? []).sort());
}

/** The calls by bucket, in the order given. */
export function byBucket(callIds: Iterable<string>): Map<string, string[]> {
  const buckets = new Map<string, string[]>();
  for (const callId of callIds) {
    const bucket = bucketOf(callId);
    const run = buckets.get(bucket);
    if (run) run.push(callId);
    else buckets.set(bucket, [callId]);
  }
  return buckets;
}
