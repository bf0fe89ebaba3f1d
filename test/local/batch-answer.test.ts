import fc from 'fast-check';
import { failedMessages } from '../../local/batch-answer';
import { failure } from '../../local/lambda/invocation';

const delivered = ['m1', 'm2', 'm3'];
const answered = (payload: string, partial = true) =>
  failedMessages({ ok: true, payload }, delivered, partial);

test.each([
  'null',
  '{}',
  '{"batchItemFailures":null}',
  '{"batchItemFailures":[]}',
  '{"other":[1]}',
])('takes %s as success', (payload) => {
  expect(answered(payload)).toEqual([]);
});

test.each([
  '',
  'not json',
  '"text"',
  '[]',
  '{"batchItemFailures":"m1"}',
  '{"batchItemFailures":[{}]}',
  '{"batchItemFailures":[null]}',
  '{"batchItemFailures":[{"itemIdentifier":""}]}',
  '{"batchItemFailures":[{"itemIdentifier":null}]}',
  '{"batchItemFailures":[{"itemIdentifier":"m1"},{"itemIdentifier":"unknown"}]}',
  '{"batchItemFailures":[{"itemidentifier":"m1"}]}',
])('takes %s as failure of all', (payload) => {
  expect(answered(payload)).toEqual(delivered);
});

test('takes a thrown error as failure of all', () => {
  expect(failedMessages(failure('Error', 'thrown'), delivered, true)).toEqual(delivered);
  expect(failedMessages(failure('Error', 'thrown'), delivered, false)).toEqual(delivered);
});

test('takes every answer as success where failures are not reported', () => {
  expect(answered('{"batchItemFailures":[{"itemIdentifier":"m1"}]}', false)).toEqual([]);
});

test('fails what is named, and only that', () => {
  fc.assert(
    fc.property(fc.subarray(delivered), (failed) => {
      const batchItemFailures = failed.map((itemIdentifier) => ({ itemIdentifier }));
      expect(answered(JSON.stringify({ batchItemFailures }))).toEqual(failed);
    }),
  );
});
