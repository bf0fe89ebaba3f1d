import { CallIdCollection } from '../../lambdas/domain/call-id-collection';
import { readCallList } from '../../lambdas/domain/call-list';

async function* inParts(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size = 7) {
  const calls = new CallIdCollection();
  const found = await readCallList(inParts(text, size), calls);
  return { callIds: [...calls.inLedgerOrder()].sort(), ...found };
}

describe('a list of calls', () => {
  it.each([
    ['one ID a line', '1\n22\n333'],
    ['with line ends of Windows and empty lines', '1\r\n\r\n22\r\n333\r\n\r\n'],
    ['with a byte order mark', '\ufeff1\n22\n333\n'],
    ['CSV with a heading', 'Call ID,Title\n1,"a, b"\n22,\n333,c\n'],
    ['CSV with the column elsewhere, and semicolons', 'title;call_id\nä;1\nb;22\nc;333\n'],
    ['CSV without a heading', '1,a\n22,b\n333,c\n'],
    ['what Excel makes of texts', 'callId\n="1"\n\'22\n"333"\n'],
    ['JSON Lines of objects', '{"callId":"1"}\n{"id":"22","title":"x"}\n{"call_id":"333"}\n'],
    ['JSON Lines of strings', '"1"\n"22"\n"333"\n'],
  ])('%s', async (_, text) => {
    for (const size of [1, 7, 1_000]) {
      expect(await read(text, size)).toMatchObject({ callIds: ['1', '22', '333'], badLines: 0 });
    }
  });

  it('keeps 20 digits and leading zeros', async () => {
    const callIds = ['00000000000000000042', '99999999999999999999'];
    expect((await read(callIds.join('\n'))).callIds).toEqual(callIds);
  });

  it('tells each bad line with its number, and counts duplicates as named', async () => {
    const long = '1'.repeat(20_000);
    expect(await read(`1\nx17\n1\n123456789012345678901\n7.78E+18\n${long}\n\n22`)).toEqual({
      callIds: ['1', '22'],
      lines: 8,
      named: 3,
      badLines: 4,
      bad: [
        { line: 2, problem: 'not-a-call-id' },
        { line: 4, problem: 'not-a-call-id' },
        { line: 5, problem: 'rounded-by-a-spreadsheet' },
        { line: 6, problem: 'too-long' },
      ],
    });
  });

  it('does not take a JSON number, which has lost digits', async () => {
    const text = '{"callId":7782342274025937895}\n{"title":"x"}\n{oops\n{"callId":"1"}\n';
    expect(await read(text)).toMatchObject({
      callIds: ['1'],
      bad: [
        { line: 1, problem: 'number-instead-of-string' },
        { line: 2, problem: 'no-call-id' },
        { line: 3, problem: 'not-json' },
      ],
    });
  });

  it('reports a first line that is neither an ID nor a heading', async () => {
    expect(await read('abc\n1\n')).toMatchObject({
      callIds: ['1'],
      bad: [{ line: 1, problem: 'not-a-call-id' }],
    });
  });

  it('is refused if no column can be the one', async () => {
    await expect(read('name,owner\na,b\n')).rejects.toMatchObject({
      code: 'list-without-call-id-column',
    });
  });

  it('names ten thousand bad lines and counts the others', async () => {
    const { badLines, bad } = await read('x\n'.repeat(10_500), 4_096);
    expect([badLines, bad.length, bad.at(-1)?.line]).toEqual([10_500, 10_000, 10_000]);
  });
});
