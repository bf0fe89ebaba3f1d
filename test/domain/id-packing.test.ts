import fc from 'fast-check';
import { idPattern } from '../../lambdas/domain/call-ids';
import { packIds, unpackIds } from '../../lambdas/domain/id-packing';

const ids = fc.array(fc.stringMatching(idPattern), { maxLength: 200 });

test('any IDs come back as they were, in their order', () => {
  fc.assert(fc.property(ids, (some) => expect(unpackIds(packIds(some))).toEqual(some)));
});

test('nothing is read beyond a view into larger bytes', () => {
  fc.assert(
    fc.property(ids, (some) => {
      const packed = packIds(some);
      const larger = new Uint8Array(packed.length + 20).fill(0xff);
      larger.set(packed, 10);
      expect(unpackIds(larger.subarray(10, 10 + packed.length))).toEqual(some);
    }),
  );
});

test.each(['0', '00000000000000000000', '99999999999999999999', '18446744073709551616', '01'])(
  '%s keeps every digit',
  (id) => expect(unpackIds(packIds([id]))).toEqual([id]),
);

test('runs longer than a count of two bytes are split', () => {
  const many = new Array<string>(70_000).fill('1234567890123456789');
  expect(unpackIds(packIds(many))).toEqual(many);
});

test('100 call IDs of 19 digits leave room for the rest in one write unit', () => {
  expect(packIds(new Array<string>(100).fill('7782342274025937895'))).toHaveLength(804);
});

test('bytes of another format are refused', () => {
  expect(() => unpackIds(Uint8Array.of(2, 1, 0, 1))).toThrow('version 2');
  expect(() => unpackIds(Uint8Array.of())).toThrow('version undefined');
});

test('bytes that were cut off are refused', () => {
  const packed = packIds(['1', '22', '333']);
  const wholeRuns = [12, 23];
  for (let length = 2; length < packed.length; length++) {
    if (wholeRuns.includes(length)) continue;
    expect(() => unpackIds(packed.subarray(0, length))).toThrow(/out of range|outside buffer/i);
  }
});
