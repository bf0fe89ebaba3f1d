import fc from 'fast-check';
import { InvalidInput } from '../../lambdas/domain/errors';
import { batchHandler, type Delivery } from '../../lambdas/runtime/sqs';
import { lambdaContext } from '../support/lambda-events';
import { recordingTools } from '../support/recording-tools';

const options = { inFlight: 8, leastTime: 2_000 };
const record = (messageId: string, body: unknown = '{}', receives?: string) => ({
  messageId,
  body,
  ...(receives === undefined ? {} : { attributes: { ApproximateReceiveCount: receives } }),
});

function run(
  records: unknown,
  work: (delivery: Delivery) => Promise<void>,
  context = lambdaContext(90_000),
) {
  return batchHandler(work, options, recordingTools())({ Records: records }, context);
}

test('the failed messages of a batch, and only those, are given back; each is worked on once', async () => {
  const messages = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean()), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(messages, async (drawn) => {
      const fails = new Map(drawn.map(([id, bad]) => [`m-${id}`, bad]));
      const records = drawn.map(([id]) => record(`m-${id}`));
      const worked: string[] = [];
      const answer = await run(records, async ({ messageId }) => {
        worked.push(messageId);
        await new Promise((resolve) => setImmediate(resolve));
        if (fails.get(messageId)) throw new Error('no');
      });
      const given = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      expect(given.sort()).toEqual([...fails.keys()].filter((id) => fails.get(id)).sort());
      expect(worked.sort()).toEqual([...fails.keys()].sort());
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['no event', undefined],
  ['null', null],
  ['no records', {}],
  ['records that are no list', { Records: {} }],
  ['a record that is null', { Records: [null] }],
  ['a record without an ID', { Records: [record('m-1'), { body: '{}' }] }],
  ['a record with an empty ID', { Records: [record('')] }],
  ['a record whose ID is a number', { Records: [{ messageId: 1, body: '{}' }] }],
])('%s fails the whole batch, so that nothing is deleted', async (_, event) => {
  const work = jest.fn(async () => undefined);
  const handler = batchHandler(work, options, recordingTools());
  await expect(handler(event, lambdaContext())).rejects.toThrow('not a batch');
  expect(work).not.toHaveBeenCalled();
});

test('an empty batch has no failures', async () => {
  await expect(run([], async () => undefined)).resolves.toEqual({ batchItemFailures: [] });
});

test('at most the given number is in flight, and all of it ends before the answer', async () => {
  let now = 0;
  let most = 0;
  await run(
    Array.from({ length: 30 }, (_, n) => record(`m-${n}`)),
    async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now -= 1;
      if (Math.random() < 0.5) throw new Error('no');
    },
  );
  expect({ now, most }).toEqual({ now: 0, most: 8 });
});

test('with too little time left no message is begun; they go back', async () => {
  const work = jest.fn(async () => undefined);
  const answer = await run([record('m-1'), record('m-2')], work, lambdaContext(1_500));
  expect(work).not.toHaveBeenCalled();
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm-1' }, { itemIdentifier: 'm-2' }]);
});

test('a body that is no text is the message’s own failure', async () => {
  const bodies: string[] = [];
  const answer = await run([record('m-1', null), record('m-2', 'x')], async ({ body }) => {
    bodies.push(body);
    if (body === '') throw new InvalidInput('not JSON', 'body', 'invalid-message');
  });
  expect(bodies.sort()).toEqual(['', 'x']);
  expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm-1' }]);
});

test('how often a message was received comes from the queue; those delivered before come last', async () => {
  const seen: number[] = [];
  const records = [record('a'), record('b', '{}', '5'), record('c', '{}', 'x')];
  await run(records, async ({ receives }) => {
    seen.push(receives);
  });
  expect(seen).toEqual([1, 1, 5]);
});

test('a failure is logged by code and class, never with its text', async () => {
  const tools = recordingTools();
  const work = async () => {
    throw new TypeError('canary-3f9a');
  };
  await batchHandler(work, options, tools)({ Records: [record('m-1')] }, lambdaContext(90_000));
  expect(tools.lines[0]).toMatchObject({ level: 'warn', fields: { errorName: 'TypeError' } });
  expect(JSON.stringify(tools.lines)).not.toContain('canary');
});
