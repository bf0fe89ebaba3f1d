import fc from 'fast-check';
import { parseStrictJson } from '../../lambdas/runtime/strict-json';

const codeOf = (text: string) => {
  try {
    parseStrictJson(text);
  } catch (error) {
    return error;
  }
  return undefined;
};

test('what JSON.stringify writes is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/\\u0000|\\ud[89a-f]/i.test(text));
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('a property that is there twice in one object is refused, at any depth', () => {
  const name = fc.constantFrom('a', 'b:c', 'd"e', 'f\\', '__proto__');
  fc.assert(
    fc.property(name, fc.integer({ min: 0, max: 10 }), (key, depth) => {
      const twice = `{${JSON.stringify(key)}:1,${JSON.stringify(key)}:"x:y"}`;
      const text = `${'[{"x":'.repeat(depth)}${twice}${'}]'.repeat(depth)}`;
      expect(codeOf(text)).toMatchObject({ status: 400, code: 'invalid-json' });
    }),
  );
});

test.each([
  ['the same property, once escaped', '{"a":1,"\\u0061":2}'],
  ['a byte order mark', '\uFEFF{}'],
  ['a raw NUL', '{"a":"\0"}'],
  ['an escaped NUL', '{"a":"\\u0000"}'],
  ['a raw lone surrogate', '{"a":"\ud800"}'],
  ['an escaped lone surrogate', '{"a":["\\uD800"]}'],
  ['an escaped lone surrogate in a name', '{"\\udc00":1}'],
  ['an end that is missing', '{"a":"b'],
  ['an escape at the very end', '{"a":"\\'],
  ['two values', '{} {}'],
  ['a comma too many', '[1,]'],
  ['nothing', ' '],
])('%s is refused', (_, text) => {
  expect(codeOf(text)).toMatchObject({ status: 400, code: 'invalid-json', field: 'body' });
});

test('escaped pairs of surrogates are one character and stay', () => {
  expect(parseStrictJson('{"a":"\\ud83d\\ude00"}')).toEqual({ a: '😀' });
});

test('a million brackets are refused, not recursed into', () => {
  expect(codeOf('['.repeat(1_000_000))).toMatchObject({ status: 400 });
});

test('200,000 call IDs are read in well under a second', () => {
  const callIds = Array.from({ length: 200_000 }, (_, n) => String(10n ** 19n + BigInt(n)));
  const text = JSON.stringify({ callIds });
  const started = performance.now();
  expect(parseStrictJson(text)).toEqual({ callIds });
  expect(performance.now() - started).toBeLessThan(2_000);
});
