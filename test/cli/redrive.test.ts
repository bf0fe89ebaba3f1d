import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startSqs } from '../support/sqs-server';
import { gongAccess } from './support/run';
import { startApi } from './support/scripted-api';

describe('gong-access redrive', () => {
  let sqs: Awaited<ReturnType<typeof startSqs>>;
  let client: SQSClient;
  let queue = '';
  let dead = '';

  beforeAll(async () => {
    sqs = await startSqs();
    client = new SQSClient({
      endpoint: sqs.endpoint,
      useQueueUrlAsEndpoint: false,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    queue = await created('chunks');
    dead = await created('dead');
    for (let chunk = 0; chunk < 23; chunk++) {
      await client.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: bodyOf(chunk) }));
    }
  });
  afterAll(async () => {
    client.destroy();
    await sqs.stop();
  });

  const redrive = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    gongAccess(['redrive', ...args], {
      env: {
        AWS_ENDPOINT_URL_SQS: sqs.endpoint,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        ...env,
      },
    });

  const bodyOf = (chunk: number) => JSON.stringify({ schemaVersion: 1, auditId: 'a', chunk });

  async function created(name: string): Promise<string> {
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  }

  it('shows with --dry-run, then gives every dead letter back, and has nothing to do twice', async () => {
    const urls = ['--queue-url', queue, '--dead-letter-queue-url', dead];
    const dry = await redrive([...urls, '--dry-run']);
    expect(dry.code).toBe(0);
    for (let chunk = 0; chunk < 23; chunk++) expect(dry.out).toContain(bodyOf(chunk));
    expect(dry.out).toMatch(/^sent +message\n20\d\d-.+Z +\{[\s\S]+\n23 dead letters\.\n$/);
    const told = JSON.parse((await redrive([...urls, '--dry-run', '--json'])).out);
    expect(told).toMatchObject({ dead: 23, letters: expect.any(Array) });
    const run = await redrive(urls);
    expect([run.code, run.out]).toEqual([0, '23 messages given back to the queue.\n']);
    expect((await received()).sort()).toEqual(
      Array.from({ length: 23 }, (_, i) => bodyOf(i)).sort(),
    );
    const again = await redrive([...urls, '--json']);
    expect(JSON.parse(again.out)).toEqual({ moved: 0 });
  });

  it.each([
    ['of the local stage', {}],
    ['of no other stack than the one whose URL is given', { GONG_ACCESS_STACK: 'Production' }],
  ])('finds the queues %s', async (_, env) => {
    const api = await startApi(({ path }) =>
      path === '/_local/outputs'
        ? { body: { QueueUrl: queue, DeadLetterQueueUrl: dead } }
        : undefined,
    );
    const run = await redrive(['--dry-run', '--url', api.endpoint], env);
    await api.stop();
    expect([run.code, run.out]).toEqual([0, '0 dead letters.\n']);
  });

  it('asks where the queues are if it cannot know', async () => {
    const run = await redrive(['--url', 'https://api.example/v1']);
    expect(run.code).toBe(2);
    expect(run.err).toContain('--dead-letter-queue-url');
    const half = await redrive(['--queue-url', queue]);
    expect([half.code, half.err]).toEqual([2, expect.stringContaining('give both')]);
  });

  async function received(): Promise<string[]> {
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return bodies;
      for (const { Body = '' } of Messages) bodies.push(Body);
    }
  }
});
