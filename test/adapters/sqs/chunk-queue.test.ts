import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SqsChunkQueue } from '../../../lambdas/adapters/sqs/chunk-queue';
import { sqsClient } from '../../../lambdas/adapters/sqs/client';
import { type ChunkMessage, parseChunkMessage } from '../../../lambdas/domain/chunk-message';
import { useLocalAws } from '../../support/aws-env';
import { type HttpServer, startHttp } from '../../support/http-server';
import { startSqs } from '../../support/sqs-server';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

/** What the proxy does to entry `index` of batch call `call`, both from 0. */
type Fault = (call: number, index: number) => 'none' | 'fail' | 'drop' | 'refuse';

let sqs: Awaited<ReturnType<typeof startSqs>>;
let proxy: HttpServer;
let direct: SQSClient;
let client: SQSClient;
let fault: Fault = () => 'none';
const calls: number[] = [];
const traces: unknown[] = [];

/** In front of the queue: keeps entries from it and says so (`fail`, `refuse`), or says nothing (`drop`). */
async function passOn(target: string, body: string) {
  const asked = JSON.parse(body) as { QueueUrl: string; Entries?: Entry[] };
  const send = (payload: unknown) =>
    fetch(sqs.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: JSON.stringify(payload),
    }).then((answer) => answer.json() as Promise<Record<string, unknown>>);
  if (!asked.Entries) return send(asked);
  const call = calls.push(asked.Entries.length) - 1;
  const done = asked.Entries.map((entry, index) => ({ entry, what: fault(call, index) }));
  const passed = done.filter(({ what }) => what === 'none').map(({ entry }) => entry);
  const answer = passed.length > 0 ? await send({ ...asked, Entries: passed }) : {};
  const refused = done.filter(({ what }) => what === 'fail' || what === 'refuse');
  const Failed = refused.map(({ entry: { Id }, what }) => ({
    Id,
    Code: 'InternalError',
    SenderFault: what === 'refuse',
  }));
  return { Successful: [], ...answer, ...(Failed.length > 0 ? { Failed } : {}) };
}

beforeAll(async () => {
  sqs = await startSqs();
  proxy = await startHttp((request, body, response) => {
    traces.push(request.headers['x-amzn-trace-id']);
    void passOn(String(request.headers['x-amz-target']), body).then((answer) => {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify(answer));
    });
  });
  useLocalAws({ AWS_ENDPOINT_URL_SQS: sqs.endpoint });
  direct = sqsClient();
  client = new SQSClient({ endpoint: proxy.endpoint, useQueueUrlAsEndpoint: false });
});

afterAll(async () => {
  direct.destroy();
  client.destroy();
  await Promise.all([sqs.stop(), proxy.stop()]);
});

beforeEach(() => {
  fault = () => 'none';
  calls.length = 0;
  traces.length = 0;
});

let queues = 0;
async function newQueue(): Promise<string> {
  queues += 1;
  const made = await direct.send(new CreateQueueCommand({ QueueName: `chunks-${queues}` }));
  return made.QueueUrl ?? '';
}

const messages = (count: number): ChunkMessage[] =>
  Array.from({ length: count }, (_, chunk) => ({ schemaVersion: 1, auditId: 'a-1', chunk }));

async function drain(QueueUrl: string): Promise<number[]> {
  const chunks: number[] = [];
  for (;;) {
    const { Messages = [] } = await direct.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return chunks.sort((a, b) => a - b);
    for (const { Body = '', ReceiptHandle } of Messages) {
      chunks.push(parseChunkMessage(Body).chunk);
      await direct.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test('every message arrives once, as the reader of chunks expects it; the depth counts them', async () => {
  const url = await newQueue();
  const queue = new SqsChunkQueue(direct, url);
  await expect(queue.depth()).resolves.toBe(0);
  await queue.send(messages(237));
  await expect(queue.depth()).resolves.toBe(237);
  expect(await drain(url)).toEqual(upTo(237));
});

test('the depth counts what is being worked on', async () => {
  const url = await newQueue();
  const queue = new SqsChunkQueue(direct, url);
  await queue.send(messages(3));
  await direct.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 2 }));
  await expect(queue.depth()).resolves.toBe(3);
});

test('nothing to send is no request', async () => {
  await new SqsChunkQueue(client, await newQueue()).send([]);
  expect(calls).toEqual([]);
});

test.each(['fail', 'drop'] as const)(
  'entries that the queue did not take (%s) are sent again, and only those',
  async (what) => {
    const url = await newQueue();
    fault = (call, index) => (call < 4 && index % 3 === call % 3 ? what : 'none');
    await new SqsChunkQueue(client, url).send(messages(40));
    expect(await drain(url)).toEqual(upTo(40));
    expect(calls.reduce((sum, entries) => sum + entries, 0)).toBeLessThan(65);
  },
);

test('send throws if some are still not taken after bounded attempts', async () => {
  fault = (_, index) => (index === 0 ? 'fail' : 'none');
  const queue = new SqsChunkQueue(client, await newQueue());
  await expect(queue.send(messages(5))).rejects.toThrow('did not take 1 messages');
  expect(calls).toEqual([5, 1, 1, 1, 1]);
});

test('what the queue refuses for good is not sent again', async () => {
  fault = (_, index) => (index === 2 ? 'refuse' : 'none');
  const queue = new SqsChunkQueue(client, await newQueue());
  await expect(queue.send(messages(5))).rejects.toThrow('refused a message for good');
  expect(calls).toEqual([5]);
});

test('the trace of an invocation goes on through the queue, by the header that the SDK sends', async () => {
  const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
  const before = process.env;
  process.env = { ...before, AWS_LAMBDA_FUNCTION_NAME: 'sweep', _X_AMZN_TRACE_ID: trace };
  try {
    await new SqsChunkQueue(client, await newQueue()).send(messages(1));
  } finally {
    process.env = before;
  }
  expect(traces).toEqual([trace]);
});
