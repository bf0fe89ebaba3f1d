import fc from 'fast-check';
import { largestBody, readBody } from '../../lambdas/runtime/request-body';
import { type Asked, proxyEvent } from '../support/lambda-events';

const event = (asked: Partial<Asked>) =>
  proxyEvent({ method: 'POST', resource: '/audits', ...asked });
const problemOf = (asked: Partial<Asked>) => {
  try {
    readBody(event(asked));
  } catch (error) {
    return error;
  }
  return undefined;
};
const json = { 'content-type': 'application/json' };

test.each([
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
])('the content type %s is taken', (type) => {
  expect(readBody(event({ headers: { 'cOnTeNt-TyPe': type }, body: '{"a":1}' }))).toEqual({ a: 1 });
});

test.each([
  undefined,
  '',
  'text/plain',
  'application/xml',
  'application/jsonp',
  'application/x-www-form-urlencoded',
  'application/json; charset=latin1',
  'text/plain, application/json',
])('the content type %s is refused with 415', (type) => {
  const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type };
  expect(problemOf({ headers, body: '{}' })).toMatchObject({ status: 415 });
});

test('no body is no body', () => {
  expect(readBody(event({ headers: json }))).toBeUndefined();
  expect(readBody(event({ headers: json, body: '' }))).toBeUndefined();
});

test('a base64 body is read as the same text would be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\0'));
      const body = Buffer.from(JSON.stringify({ text })).toString('base64');
      expect(readBody(event({ headers: json, body, isBase64Encoded: true }))).toEqual({ text });
    }),
  );
});

test.each([
  ['invalid UTF-8', [0x22, 0xc3, 0x28, 0x22]],
  ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
])('%s in a base64 body is refused', (_, bytes) => {
  const body = Buffer.from(bytes).toString('base64');
  expect(problemOf({ headers: json, body, isBase64Encoded: true })).toMatchObject({ status: 400 });
});

describe('a body over 5 MB is refused with 413 before it is parsed', () => {
  const over = `${'{'.repeat(10)}${' '.repeat(largestBody)}`;
  test('as text', () => {
    expect(problemOf({ headers: json, body: over })).toMatchObject({ status: 413 });
  });
  test('as text of many bytes a character', () => {
    const body = `"${'€'.repeat(Math.ceil(largestBody / 3))}"`;
    expect(body.length).toBeLessThan(largestBody);
    expect(problemOf({ headers: json, body })).toMatchObject({ status: 413 });
  });
  test('as base64', () => {
    const body = Buffer.from(over).toString('base64');
    const problem = problemOf({ headers: json, body, isBase64Encoded: true });
    expect(problem).toMatchObject({ status: 413 });
  });
  test('one of exactly 5 MB is taken', () => {
    const body = `"${'x'.repeat(largestBody - 2)}"`;
    expect(readBody(event({ headers: json, body }))).toHaveLength(largestBody - 2);
  });
});
