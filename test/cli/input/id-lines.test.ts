import { idReader } from '../../../cli/input/id-lines';

const read = (...lines: string[]) => {
  const reader = idReader(lines[0] ?? '');
  return lines.map(reader).flatMap((result) => {
    if ('id' in result) return [result.id];
    return 'problem' in result ? [result.problem] : [];
  });
};

describe('idReader', () => {
  it.each([
    ['plain', ['42', '00042']],
    ['a heading alone', ['callId', '42', '00042']],
    ['CSV by name of the column', ['title,call_id', '"a, ""b""",42', 'c,00042']],
    ['CSV without a heading', ['42,x', '00042,y']],
    ['semicolons', ['title;Call ID', 'a;42', 'b;00042']],
    ['tabs', ['Gong call ID\ttitle', '42\ta', '00042\tb']],
    ['texts that spreadsheets keep', ['callId', '"=""42"""', "'00042"]],
    ['JSON objects', ['{"callId":"42"}', '{"title":"x","call_id":"00042"}']],
    ['JSON strings', ['"42"', '"00042"']],
  ])('reads %s, digit for digit', (_name, lines) => {
    expect(read(...lines)).toEqual(['42', '00042']);
  });

  it.each([
    ['callId', '7.78234E+18', 'a spreadsheet has rounded this ID; format the column as text'],
    ['callId', 'x', 'not a call ID (1 to 20 digits)'],
    ['1', '123456789012345678901', 'not a call ID (1 to 20 digits)'],
    ['1', '١٢', 'not a call ID (1 to 20 digits)'],
    [
      '{"callId":"1"}',
      '{"callId":7782342274025937895}',
      'IDs must be strings: a JSON number loses digits',
    ],
    ['{"callId":"1"}', '{"title":"1"}', 'no callId'],
    ['{"callId":"1"}', '{', 'not JSON'],
  ])('under %s does not take %s for an ID', (first, line, problem) => {
    const reader = idReader(first);
    reader(first);
    expect(reader(line)).toEqual({ problem });
  });

  it('refuses a table without a column of call IDs, rather than guess', () => {
    expect(() => idReader('title,host')).toThrow('no column callId');
  });
});
