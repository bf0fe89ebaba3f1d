import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', 'lambdas');

/** Every literal pattern of the functions' sources. A literal stands after one of these, a division never does. */
const literal =
  /(?<=[(=,:[!&|?{};]\s*|return |^\s*)\/(?![*/\s])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuy]*)/gm;

const patterns = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
    return [...text.matchAll(literal)].map(([, source = '', flags = '']) => ({
      file,
      source,
      flags,
    }));
  });

/** Letters that the pattern itself names, and one of each class. */
function attacks(source: string): string[] {
  const letters = [...new Set([...source.replace(/\\[a-z]/gi, ''), '1', 'a', 'A', ' ', '-', '.'])];
  const pieces = [
    ...letters,
    ...letters.slice(0, 12).flatMap((a) => letters.slice(0, 12).map((b) => a + b)),
  ];
  return pieces.map((piece) => `${piece.repeat(40)}\u0000`);
}

/** The quickest of three, milliseconds: what is slow by chance is not slow each time. */
function timeOf(pattern: RegExp, text: string): number {
  const times = [1, 2, 3].map(() => {
    pattern.lastIndex = 0;
    const started = performance.now();
    pattern.test(text);
    return performance.now() - started;
  });
  return Math.min(...times);
}

const slowest = (pattern: RegExp, texts: readonly string[]) =>
  Math.max(...texts.map((text) => timeOf(pattern, text)));

test('finds a pattern that is slow on near misses', () => {
  expect(slowest(/^(\d+,?)+$/, [`${'1'.repeat(23)}\u0000`])).toBeGreaterThan(5);
});

test('the patterns are found', () => {
  expect(patterns.length).toBeGreaterThan(20);
});

test.each(patterns)('row 28: $file: $source', ({ source, flags }) => {
  expect(slowest(new RegExp(source, flags), attacks(source))).toBeLessThan(5);
});
