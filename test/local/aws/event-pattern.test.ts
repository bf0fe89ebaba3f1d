import { matches, parsePattern } from '../../../local/aws/event-pattern';

const event = {
  source: 'gong-access-audit',
  'detail-type': 'Access Granted',
  resources: ['a', 'b'],
  detail: {
    callId: '7782342274025937895',
    version: 3,
    label: null,
    tags: ['x', 'y'],
    deep: { on: true },
  },
};

test.each<[string, object, boolean]>([
  ['an exact text', { source: ['gong-access-audit'] }, true],
  ['one of several', { 'detail-type': ['Access Revoked', 'Access Granted'] }, true],
  ['none of several', { 'detail-type': ['Access Revoked'] }, false],
  ['every field', { source: ['gong-access-audit'], 'detail-type': ['Other'] }, false],
  ['a nested field', { detail: { deep: { on: [true] } } }, true],
  ['a field that is absent', { detail: { absent: ['x'] } }, false],
  ['a nested field of nothing', { detail: { absent: { more: ['x'] } } }, false],
  ['null', { detail: { label: [null] } }, true],
  ['a number, not its text', { detail: { version: ['3'] } }, false],
  ['a text, not its number', { detail: { callId: [7782342274025937895n.toString()] } }, true],
  ['an element of an array', { resources: ['b'] }, true],
  ['no element of an array', { resources: ['c'] }, false],
  ['prefix', { source: [{ prefix: 'gong-' }] }, true],
  ['prefix that differs', { source: [{ prefix: 'aws.' }] }, false],
  ['suffix', { source: [{ suffix: '-audit' }] }, true],
  ['case', { source: [{ 'equals-ignore-case': 'GONG-access-audit' }] }, true],
  ['exists', { detail: { callId: [{ exists: true }] } }, true],
  ['exists not', { detail: { absent: [{ exists: false }] } }, true],
  ['exists not, but it does', { detail: { callId: [{ exists: false }] } }, false],
  ['anything but', { source: [{ 'anything-but': ['aws.s3', 'aws.ec2'] }] }, true],
  ['anything but this', { source: [{ 'anything-but': 'gong-access-audit' }] }, false],
  ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'gong' } }] }, false],
  ['anything but, for nothing', { detail: { absent: [{ 'anything-but': 'x' }] } }, false],
  ['a range', { detail: { version: [{ numeric: ['>', 0, '<=', 3] }] } }, true],
  ['outside a range', { detail: { version: [{ numeric: ['>', 3] }] } }, false],
])('matches %s', (_, pattern, expected) => {
  expect(matches(parsePattern(pattern, 'a rule'), event)).toBe(expected);
});

test.each([
  ['an operator', { detail: { ip: [{ cidr: '10.0.0.0/8' }] } }, 'cidr'],
  ['one inside anything-but', { source: [{ 'anything-but': { wildcard: 'x*' } }] }, 'wildcard'],
  ['$or', { $or: [{ source: ['a'] }] }, '$or'],
])('refuses %s that it does not know, by name and place', (_, pattern, name) => {
  expect(() => parsePattern(pattern, 'the pattern of Rule')).toThrow(name);
  expect(() => parsePattern(pattern, 'the pattern of Rule')).toThrow('the pattern of Rule');
});
