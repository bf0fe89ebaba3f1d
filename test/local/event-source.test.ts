import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { EventSource } from '../../local/event-source';
import { failure, type InvocationResult } from '../../local/lambda/invocation';
import type { EventSourceModel, QueueModel } from '../../local/model';
import { type ChildService, startChildService } from '../../local/services/child-service';
import { localClient } from '../../local/services/local-client';
import { createQueues, queueDepth } from '../../local/services/queues';

let service: ChildService;
let sqs: SQSClient;
let running: EventSource | undefined;
const deaths: string[] = [];

beforeAll(async () => {
  const file = join(__dirname, '../../local/services/sqs-main.ts');
  service = await startChildService(file, {}, (reason) => deaths.push(reason));
  sqs = new SQSClient(localClient(service.url));
});

afterEach(() => running?.stop());

afterAll(async () => {
  sqs.destroy();
  await service.stop();
  expect(deaths).toEqual([]);
});

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const url = (name: string) => `${service.url}/000000000000/${name}`;

async function newQueue(name: string): Promise<QueueModel> {
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: arn(`${name}-dead`),
    maxReceiveCount: 2,
  });
  const attributes = { VisibilityTimeout: '1', RedrivePolicy };
  const queue = { name, arn: arn(name), url: url(name), attributes };
  await createQueues(sqs, [{ ...deadLetters(name), attributes: {} }, queue]);
  return queue;
}

const deadLetters = (name: string): QueueModel => ({
  name: `${name}-dead`,
  arn: arn(`${name}-dead`),
  url: url(`${name}-dead`),
  attributes: {},
});

async function send(queue: QueueModel, bodies: readonly string[]) {
  const Entries = bodies.map((MessageBody, n) => ({ Id: String(n), MessageBody }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
}

type Work = (event: SQSEvent) => Promise<InvocationResult> | InvocationResult;

function feed(queue: QueueModel, settings: Partial<EventSourceModel>, work: Work): SQSEvent[] {
  const events: SQSEvent[] = [];
  const model: EventSourceModel = {
    functionName: 'work',
    queueArn: queue.arn,
    batchSize: 10,
    batchingWindow: 0,
    maximumConcurrency: 2,
    reportsBatchItemFailures: true,
    ...settings,
  };
  const invoke = async (event: string) => {
    events.push(JSON.parse(event));
    return work(JSON.parse(event));
  };
  running = new EventSource(model, { sqs, queue, invoke, log: (line) => deaths.push(line) });
  running.start();
  return events;
}

async function until(check: () => boolean | Promise<boolean>) {
  const end = Date.now() + 8_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not happen in 8 s');
    await sleep(20);
  }
}

const success: InvocationResult = { ok: true, payload: '{"batchItemFailures":[]}' };
const bodies = (event: SQSEvent | undefined) => event?.Records.map(({ body }) => body).sort();
const isEmpty = async (queue: QueueModel) => {
  const { visible, inFlight } = await queueDepth(sqs, queue);
  return visible + inFlight === 0;
};

test('hands over records as Lambda shapes them, and deletes what succeeded', async () => {
  const queue = await newQueue('plain');
  const events = feed(queue, {}, () => success);
  await send(queue, ['one']);
  await until(() => isEmpty(queue).then((empty) => empty && events.length === 1));
  expect(events[0]?.Records[0]).toMatchObject({
    messageId: expect.any(String),
    receiptHandle: expect.any(String),
    body: 'one',
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: 'us-east-1',
  });
});

test('brings back only what failed, after its visibility timeout, and then gives it to the dead letters', async () => {
  const queue = await newQueue('partial');
  const times: number[] = [];
  const events = feed(queue, {}, ({ Records }) => {
    const failed = Records.filter(({ body }) => body === 'bad');
    if (failed.length > 0) times.push(Date.now());
    const batchItemFailures = failed.map(({ messageId }) => ({ itemIdentifier: messageId }));
    return { ok: true, payload: JSON.stringify({ batchItemFailures }) };
  });
  await send(queue, ['good', 'bad', 'fine']);
  await until(async () => (await queueDepth(sqs, deadLetters('partial'))).visible === 1);
  const seen = events.flatMap(({ Records }) => Records.map(({ body }) => body)).sort();
  expect(seen).toEqual(['bad', 'bad', 'fine', 'good']);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(950);
  expect(await isEmpty(queue)).toBe(true);
});

test.each([
  ['a failed invocation', failure('Sandbox.Timedout', 'Task timed out')],
  ['a malformed answer', { ok: true, payload: '{"batchItemFailures":[{"itemIdentifier":""}]}' }],
] as const)('brings back the whole batch after %s', async (name, result) => {
  const queue = await newQueue(name.replaceAll(' ', '-'));
  let failures = 0;
  const events = feed(queue, {}, () => {
    failures += 1;
    return failures === 1 ? result : success;
  });
  await send(queue, ['a', 'b', 'c']);
  await until(() => isEmpty(queue));
  const redelivered = events.slice(1).flatMap(({ Records }) => Records.map(({ body }) => body));
  expect(redelivered.sort()).toEqual(bodies(events[0]));
  expect(redelivered).toHaveLength(3);
});

test('fills a batch within the window, beyond what SQS hands out at once', async () => {
  const queue = await newQueue('window');
  const some = [...'abcdefgh'];
  await send(queue, some);
  await send(queue, some);
  const events = feed(
    queue,
    { batchSize: 16, batchingWindow: 2, maximumConcurrency: 1 },
    () => success,
  );
  await until(() => isEmpty(queue).then((empty) => empty && events.length > 0));
  expect(events.map(({ Records }) => Records.length)).toEqual([16]);
});

test('hands over large messages in several invocations', async () => {
  const queue = await newQueue('large');
  for (let n = 0; n < 8; n += 1) await send(queue, [`${n}${'x'.repeat(1_000_000)}`]);
  const events = feed(queue, { maximumConcurrency: 1 }, () => success);
  await until(() => isEmpty(queue).then((empty) => empty && events.length > 0));
  expect(events.map(({ Records }) => Records.length)).toEqual([4, 4]);
});

test('runs no more invocations at once than its maximum', async () => {
  const queue = await newQueue('concurrency');
  await send(queue, [...'abcdefgh']);
  let now = 0;
  const peaks: number[] = [];
  feed(queue, { batchSize: 1, maximumConcurrency: 2 }, async () => {
    now += 1;
    peaks.push(now);
    await sleep(30);
    now -= 1;
    return success;
  });
  await until(() => isEmpty(queue).then((empty) => empty && peaks.length === 8));
  expect(Math.max(...peaks)).toBe(2);
});

test('stops in mid-batch: the batch ends, and nothing more is taken', async () => {
  const queue = await newQueue('stopping');
  await send(queue, ['a', 'b', 'c']);
  let finished = 0;
  const events = feed(queue, { batchSize: 1, maximumConcurrency: 1 }, async () => {
    await sleep(200);
    finished += 1;
    return success;
  });
  await until(() => events.length === 1);
  await running?.stop();
  expect([finished, events.length]).toEqual([1, 1]);
  expect((await queueDepth(sqs, queue)).visible).toBe(2);
});
