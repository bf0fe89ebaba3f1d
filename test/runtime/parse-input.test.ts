import * as v from 'valibot';
import { callIds } from '../../lambdas/api/fields';
import { InvalidInput, TooManyCalls } from '../../lambdas/domain/errors';
import { parseInput } from '../../lambdas/runtime/parse-input';

const schema = v.strictObject({
  filter: v.strictObject({ callIds: callIds(3, 'send fewer') }),
  label: v.optional(v.string()),
});

const problemOf = (input: unknown) => {
  try {
    parseInput(schema, input, 'body');
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof TooManyCalls) return error;
  }
  throw new Error('not refused');
};

const withIds = (ids: unknown) => ({ filter: { callIds: ids } });

test.each([
  [undefined, 'body', 'body is missing'],
  [null, 'body', 'body must be an object'],
  [1, 'body', 'body must be an object'],
  [[], 'body', 'body must be an object'],
  ['x', 'body', 'body must be an object'],
  [{}, 'filter', 'filter is missing'],
  [{ filter: null }, 'filter', 'filter must be an object'],
  [{ filter: {} }, 'filter.callIds', 'filter.callIds is missing'],
  [withIds(null), 'filter.callIds', 'filter.callIds must be a list of call IDs'],
  [withIds('1'), 'filter.callIds', 'filter.callIds must be a list of call IDs'],
  [withIds([]), 'filter.callIds', 'filter.callIds must not be empty'],
  [withIds(['1', 2]), 'filter.callIds[1]', 'filter.callIds[1] must be a string'],
  [
    withIds(['1', '2', 'x']),
    'filter.callIds[2]',
    'filter.callIds[2] must be a string of 1 to 20 digits',
  ],
  [{ ...withIds(['1']), label: 5 }, 'label', 'label must be a string'],
  [{ ...withIds(['1']), secret: 1 }, 'body', 'body has a property that is not known'],
  [{ filter: { callIds: ['1'], secret: 1 } }, 'filter', 'filter has a property that is not known'],
])('%j is refused, naming the field %s', (input, field, text) => {
  expect(problemOf(input)).toMatchObject({ field, message: text, code: 'invalid-input' });
});

test('a list over its maximum is too many calls, and the text says what to do', () => {
  expect(problemOf(withIds(['1', '2', '3', '4']))).toMatchObject({
    code: 'too-many-calls',
    field: 'filter.callIds',
    message: 'filter.callIds must not name more than 3 calls: send fewer',
  });
});

test('names of Object.prototype are unknown properties, and nothing is polluted', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const input: unknown = JSON.parse(`{"filter":{"callIds":["1"]},"${name}":{"polluted":1}}`);
    expect(problemOf(input)).toMatchObject({ field: 'body' });
  }
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('what was sent is never in the text', () => {
  const sent = 'canary-3f9a';
  for (const input of [sent, { [sent]: 1 }, withIds(sent), withIds([sent]), { filter: sent }]) {
    const { message, field } = problemOf(input);
    expect(`${message} ${field}`).not.toContain(sent);
  }
});
