import fc from 'fast-check';
import { idAt, indexOfId } from '../../../local/gong/ids';

const place = fc.integer({ min: 0, max: 999_999_999 });

describe('IDs of a sequence', () => {
  it('tell their place, are as long as asked and never begin with a zero', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 11, max: 20 }), (n, digits) => {
        const id = idAt('calls', n, digits);
        expect(id).toMatch(new RegExp(`^[1-9][0-9]{${digits - 1}}$`));
        expect(indexOfId('calls', id)).toBe(n);
      }),
    );
  });

  it('are unique', () => {
    const ids = Array.from({ length: 50_000 }, (_, n) => idAt('calls', n, 18));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('differ from sequence to sequence', () => {
    expect(idAt('a', 1, 18)).not.toBe(idAt('b', 1, 18));
    expect(indexOfId('b', idAt('a', 1, 18))).toBeUndefined();
  });

  it.each(['', '0', '000000000000000000', '12345678901234567890'])('has no place for %j', (id) => {
    expect(indexOfId('calls', id)).toBeUndefined();
  });
});
