import fc from 'fast-check';
import { packVersions, unpackVersions } from '../../../lambdas/adapters/dynamodb/version-packing';

test('any versions come back as they were', () => {
  const versions = fc.array(fc.oneof(fc.constantFrom(1, 2), fc.nat(1_000_000)));
  fc.assert(
    fc.property(versions, (some) => expect(unpackVersions(packVersions(some))).toEqual(some)),
  );
});

test('100 calls that never changed take 2 bytes', () => {
  expect(packVersions(new Array<number>(100).fill(1))).toHaveLength(2);
});
