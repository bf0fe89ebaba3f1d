import { GongAnswerInvalid } from '../../lambdas/domain/errors';
import { usersByCall } from '../../lambdas/domain/gong-answer';

const read = (answer: unknown) => usersByCall(JSON.stringify(answer));

test('users come by call, sorted and once each', () => {
  const users = [{ userId: '9' }, { userId: '10' }, { userId: '9' }];
  const byCall = read({ requestId: 'r', callAccessList: [{ callId: '0042', users }] });
  expect([...byCall]).toEqual([['0042', ['10', '9']]]);
});

test('an empty list is nobody, an absent or null list is not', () => {
  const byCall = read({
    callAccessList: [{ callId: '1', users: [] }, { callId: '2' }, { callId: '3', users: null }],
  });
  expect(byCall.get('1')).toEqual([]);
  expect(byCall.has('2')).toBe(true);
  expect(byCall.get('2')).toBeUndefined();
  expect(byCall.get('3')).toBeUndefined();
});

test('a call named twice has the users of both, and a list counts more than none', () => {
  const byCall = read({
    callAccessList: [
      { callId: '1', users: [{ userId: '2' }] },
      { callId: '1' },
      { callId: '1', users: [{ id: '1' }, { userId: '2' }] },
    ],
  });
  expect(byCall.get('1')).toEqual(['1', '2']);
});

test.each([
  {},
  { callAccessList: null },
  { callAccessList: [] },
  { callAccessList: [{ users: [] }] },
])('an answer that names no call says nothing of any: %j', (answer) =>
  expect(read(answer).size).toBe(0),
);

test('unknown fields are let pass', () => {
  const user = { userId: '7', name: 'x', id: '8' };
  expect(
    read({ callAccessList: [{ callId: '1', users: [user], more: 1 }], x: {} }).get('1'),
  ).toEqual(['7']);
});

test.each([
  ['a number as call ID', { callAccessList: [{ callId: 7782342274025937000, users: [] }] }],
  ['a number as user ID', { callAccessList: [{ callId: '1', users: [{ userId: 5 }] }] }],
  ['a user without ID', { callAccessList: [{ callId: '1', users: [{}] }] }],
  ['a null user', { callAccessList: [{ callId: '1', users: [null] }] }],
  ['an ID that is not digits', { callAccessList: [{ callId: '1', users: [{ userId: 'x' }] }] }],
  ['an ID of 21 digits', { callAccessList: [{ callId: '1'.repeat(21), users: [] }] }],
  ['users that are no list', { callAccessList: [{ callId: '1', users: {} }] }],
  ['a list that is none', { callAccessList: {} }],
  ['an array', []],
  ['an array in place of a call', { callAccessList: [[]] }],
  ['null', null],
  ['a string', 'ok'],
])('%s is not a valid answer', (_, answer) => {
  expect(() => read(answer)).toThrow(GongAnswerInvalid);
});

test.each(['', '{', '<html>', '{"callAccessList":[{"callId":"1","users":[]}'])(
  'what is not JSON is not a valid answer: %s',
  (body) => expect(() => usersByCall(body)).toThrow(GongAnswerInvalid),
);

test('cut off at any byte, an answer is never read as another one', () => {
  const body = JSON.stringify({ callAccessList: [{ callId: '1', users: [{ userId: '22' }] }] });
  for (let length = 0; length < body.length; length++) {
    expect(() => usersByCall(body.slice(0, length))).toThrow(GongAnswerInvalid);
  }
});
