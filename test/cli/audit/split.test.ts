import fc from 'fast-check';
import { partKey, split } from '../../../cli/audit/split';

describe('split', () => {
  it('leaves a list that one audit takes as it is', () => {
    expect(split(['1', '2', '1'], 3)).toEqual({ parts: [['1', '2', '1']], duplicates: 0 });
  });

  it('takes out what came before, and then the list may fit', () => {
    expect(split(['1', '2', '1', '1'], 3)).toEqual({ parts: [['1', '2']], duplicates: 2 });
  });

  it('loses no call, names none twice, and makes no part too long', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 60 }).map(String), { minLength: 1 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 20 }), (callIds, most) => {
        const { parts, duplicates } = split(callIds, most);
        const all = parts.flat();
        expect(all.length + duplicates).toBe(callIds.length);
        expect(new Set(all)).toEqual(new Set(callIds));
        if (callIds.length > most) expect(new Set(all).size).toBe(all.length);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

test('a part has a key of its own, the only one that of the list', () => {
  expect(partKey('k', 0, 1)).toBe('k');
  expect([0, 1].map((part) => partKey('k', part, 2))).toEqual(['k/1-of-2', 'k/2-of-2']);
});
