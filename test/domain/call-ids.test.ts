import fc from 'fast-check';
import { bucketOf, byBucket, idPattern, inLedgerOrder } from '../../lambdas/domain/call-ids';

const ids = fc.stringMatching(idPattern);

describe('buckets', () => {
  test('are part of the keys: these can never change', () => {
    const fixed = ['1', '42', '0042', '7782342274025937895', '99999999999999999999'];
    expect(fixed.map(bucketOf)).toEqual(['10', '60', '08', '5e', '50']);
  });

  test('are two hex digits for any ID', () => {
    fc.assert(fc.property(ids, (id) => /^[0-9a-f]{2}$/.test(bucketOf(id))));
  });

  test.each([
    ['consecutive', (i: number) => String(7_000_000_000_000_000_000n + BigInt(i))],
    ['far apart', (i: number) => String(1_000_003n * BigInt(i) * 7_919n)],
    ['short', (i: number) => String(i)],
  ])('spread %s IDs evenly', (_, idOf) => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 51_200; i++) {
      const bucket = bucketOf(idOf(i));
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    expect(counts.size).toBe(256);
    // 200 a bucket are expected, with a standard deviation of 14.
    expect(Math.min(...counts.values())).toBeGreaterThan(120);
    expect(Math.max(...counts.values())).toBeLessThan(280);
  });
});

describe('ledger order', () => {
  test('has each call once, whatever the order of the request', () => {
    fc.assert(
      fc.property(fc.array(ids), fc.nat(), (some, turn) => {
        const ordered = inLedgerOrder(some);
        const turned = [...some.slice(turn % (some.length + 1)), ...some];
        expect(inLedgerOrder(turned)).toEqual(ordered);
        expect(new Set(ordered)).toEqual(new Set(some));
        expect(ordered).toHaveLength(new Set(some).size);
      }),
    );
  });

  test('is by bucket, then by ID', () => {
    fc.assert(
      fc.property(fc.array(ids), (some) => {
        const keys = inLedgerOrder(some).map((id) => `${bucketOf(id)} ${id}`);
        expect(keys).toEqual([...keys].sort());
      }),
    );
  });

  test('keeps IDs apart that are the same number', () => {
    expect(inLedgerOrder(['7', '07', '007', '7'])).toHaveLength(3);
  });
});

test('calls by bucket keep their order', () => {
  fc.assert(
    fc.property(fc.array(ids), (some) => {
      for (const [bucket, calls] of byBucket(some)) {
        expect(calls).toEqual(some.filter((id) => bucketOf(id) === bucket));
      }
    }),
  );
});
