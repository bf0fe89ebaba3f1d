import { worsened } from '../../bench/counted/compare';

const kept = { 'read-ledger': { bytes: 100_000, modules: 20 }, '1,000 calls': { writeUnits: 90 } };

it('is content with figures that stay, improve, or become worse by a tenth', () => {
  expect(worsened(kept, kept)).toEqual([]);
  const now = { 'read-ledger': { bytes: 110_000, modules: 15 }, '1,000 calls': { writeUnits: 50 } };
  expect(worsened(kept, now)).toEqual([]);
});

it('names each figure that is worse by more than a tenth', () => {
  const now = {
    'read-ledger': { bytes: 110_001, modules: 20 },
    '1,000 calls': { writeUnits: 120 },
  };
  expect(worsened(kept, now)).toEqual([
    'read-ledger, bytes: 100000, now 110001',
    '1,000 calls, writeUnits: 90, now 120',
  ]);
});

it('does not call one more of a few worse', () => {
  const few = { a: { events: 1 } };
  expect(worsened(few, { a: { events: 2 } })).toEqual([]);
  expect(worsened(few, { a: { events: 3 } })).toHaveLength(1);
});

it('wants figures that are new, and those that are gone, to be kept anew', () => {
  const { 'read-ledger': _, ...rest } = kept;
  expect(worsened(kept, rest)).toHaveLength(2);
  expect(worsened(rest, kept)).toHaveLength(2);
});
