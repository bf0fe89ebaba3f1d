/** Bytes after which a line is cut: it cannot name a call, and must not fill the memory. */
const longest = 100_000;

/** The lines of a text in UTF-8, some at a time; line ends are LF or CR LF, and a byte order mark is left out. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of bytes) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(0, longest);
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}
