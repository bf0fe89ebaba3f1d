import fc from 'fast-check';
import { batchesOf, checkEntry } from '../../../lambdas/adapters/eventbridge/entries';

const entry = (detail: string, type = 'Access Granted') => ({
  Source: 'gong-access-audit',
  DetailType: type,
  Detail: detail,
});
const bytes = ({ Source, DetailType, Detail }: ReturnType<typeof entry>) =>
  Buffer.byteLength(Source + DetailType + Detail);

test('batches keep every entry in order, within 10 entries and 256 KB', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 80_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, (drawn) => {
      const entries = drawn.map((size) => entry('€'.repeat(size)));
      const batches = batchesOf(entries) as ReturnType<typeof entry>[][];
      expect(batches.flat()).toEqual(entries);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(10);
        const size = batch.reduce((sum, one) => sum + bytes(one), 0);
        expect(size).toBeLessThanOrEqual(256 * 1024);
      }
    }),
    { numRuns: 30 },
  );
});

test.each(['', 'x'.repeat(129)])('the detail-type "%s" is refused', (type) => {
  expect(() => checkEntry(entry('{}', type))).toThrow('1 to 128 characters');
});

test('the size counts bytes, not characters', () => {
  expect(checkEntry(entry('€'.repeat(80_000)))).toBeDefined();
  expect(() => checkEntry(entry('€'.repeat(90_000)))).toThrow('over 256 KB');
});
