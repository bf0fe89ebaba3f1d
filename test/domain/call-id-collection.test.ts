import fc from 'fast-check';
import { CallIdCollection } from '../../lambdas/domain/call-id-collection';
import { inLedgerOrder } from '../../lambdas/domain/call-ids';

const callId = fc.stringMatching(/^[0-9]{1,20}$/);

function collected(callIds: readonly string[]): CallIdCollection {
  const calls = new CallIdCollection();
  for (const id of callIds) calls.add(id);
  return calls;
}

describe('a collection of call IDs', () => {
  it('gives each once, digit for digit, in ledger order', () => {
    fc.assert(
      fc.property(fc.array(callId, { maxLength: 300 }), (callIds) => {
        const calls = collected(callIds);
        expect([...calls.inLedgerOrder()]).toEqual(inLedgerOrder(callIds));
        expect([calls.added, calls.count()]).toEqual([callIds.length, new Set(callIds).size]);
      }),
    );
  });

  it('keeps leading zeros, and IDs that begin alike, apart', () => {
    const callIds = ['0', '00', '000', '1', '10', '010', '00000000000000000042', '9'.repeat(20)];
    expect([...collected(callIds).inLedgerOrder()].sort()).toEqual([...callIds].sort());
  });

  it('is cut into pieces of a size, the last one shorter', () => {
    const callIds = Array.from({ length: 250 }, (_, n) => String(n));
    const pieces = [...collected(callIds).inPieces(100)];
    expect(pieces.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(pieces.flat()).toEqual(inLedgerOrder(callIds));
    expect([...collected([]).inPieces(100)]).toEqual([]);
  });
});
