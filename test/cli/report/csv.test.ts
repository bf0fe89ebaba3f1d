import fc from 'fast-check';
import { cellsOf } from '../../../cli/input/csv';
import { csvCell } from '../../../cli/report/csv';

describe('csvCell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['\0=1', "'\0=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
    [' =1', "' =1"],
    ['\u00a0+1', "'\u00a0+1"],
    ['＝1+1', "'＝1+1"],
    ['＠x', "'＠x"],
    ['a "b", c', '"a ""b"", c"'],
    ['plain', 'plain'],
  ])('writes %j as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('is read as what was written, and never as a formula', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^\s]*$/), (text) => {
        const [read = ''] = cellsOf(csvCell(text), ',');
        expect(read).not.toMatch(/^[=+\-@＝＋－＠\t\r\0]/);
        expect([text, `'${text}`]).toContain(read);
      }),
    );
  });
});
