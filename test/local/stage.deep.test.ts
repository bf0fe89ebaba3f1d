import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStage, startLocalStage } from '../../local/stage';

const app = join(__dirname, 'fixtures', 'app.ts');
const data = mkdtempSync(join(tmpdir(), 'stage-test-'));
const lines: string[] = [];
let stage: LocalStage;

const start = (options: object = {}) =>
  startLocalStage({ app, data, print: (line) => lines.push(line), ...options });

beforeAll(async () => {
  stage = await start();
}, 60_000);

afterAll(async () => {
  await stage.stop();
  rmSync(data, { recursive: true });
});

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(stage.url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

const post = (path: string, body: string) => ask(path, { method: 'POST', body });

async function until(check: () => Promise<boolean>) {
  const end = Date.now() + 15_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not happen in 15 s');
    await sleep(50);
  }
}

async function depth(name: string): Promise<{ visible: number; inFlight: number }> {
  const { body } = await ask('/_local/queues');
  return body.queues.find((queue: { name: string }) => queue.name.startsWith(name));
}

test('hands over the event of a REST API', async () => {
  const { status, headers, body } = await ask('/echo/7782342274025937895%20x?a=1&a=2&b=%2B', {
    headers: { 'X-Sample': 'yes' },
  });
  expect(status).toBe(200);
  expect(body.event).toMatchObject({
    resource: '/echo/{name}',
    path: '/echo/7782342274025937895%20x',
    httpMethod: 'GET',
    pathParameters: { name: '7782342274025937895 x' },
    queryStringParameters: { a: '2', b: '+' },
    multiValueQueryStringParameters: { a: ['1', '2'], b: ['+'] },
    body: null,
    isBase64Encoded: false,
    requestContext: {
      stage: 'v1',
      resourcePath: '/echo/{name}',
      requestId: headers.get('x-amzn-requestid'),
      identity: { userArn: 'arn:aws:iam::000000000000:user/local', sourceIp: '127.0.0.1' },
    },
  });
  expect(body.event.headers['X-Sample'] ?? body.event.headers['x-sample']).toBe('yes');
});

test('a route without authorization has no caller', async () => {
  const { body } = await ask('/public');
  expect(body.event.requestContext.identity.userArn).toBeNull();
});

test('work goes from the API over queue, table, secret and bus, each as the template names it', async () => {
  const { status, body } = await post('/jobs', 'job-1');
  expect({ status, body }).toEqual({
    status: 202,
    body: { id: 'job-1', secret: '{"word":"sesame"}' },
  });
  await until(async () => (await ask('/jobs/job-1')).body.done);
  const { body: pages } = await ask('/_local/events');
  expect(pages.events.at(-1)).toMatchObject({
    event: { 'detail-type': 'Job Accepted', detail: { id: 'job-1' } },
  });
  await until(async () => (await depth('Notices')).visible > 0);
});

test('a message that fails goes to the dead letters by the policy of the queue', async () => {
  await post('/jobs', 'bad-1');
  await until(async () => (await depth('DeadLetters')).visible === 1);
  expect(await depth('Jobs')).toMatchObject({ visible: 0, inFlight: 0 });
});

test('schedules fire at the start, and on demand', async () => {
  const ticks = async () => {
    const { body } = await ask('/_local/status');
    return body.functions.find(({ name }: { name: string }) => name.startsWith('tick')).invocations;
  };
  await until(async () => (await ticks()) >= 1);
  const before = await ticks();
  expect((await post('/_local/schedules/ticks/fire', '')).status).toBe(202);
  await until(async () => (await ticks()) === before + 1);
  expect((await post('/_local/schedules/nobody/fire', '')).status).toBe(404);
});

describe('what the gateway says by itself', () => {
  const ofGateway = (text: string) => ({ requestId: expect.any(String), errors: [text] });

  test.each(['throw', 'exit', 'malformed', 'hang', 'large'])(
    '502 when the function does: %s',
    async (fault) => {
      const { status, headers, body } = await ask(`/faults/${fault}`);
      expect({ status, body }).toEqual({ status: 502, body: ofGateway('Internal server error') });
      expect(headers.get('x-gateway')).toBe('yes');
    },
  );

  test('403 for a route that is not there', async () => {
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['DELETE', '/jobs'],
    ] as const) {
      const { status, body } = await ask(path, { method });
      expect({ status, body }).toEqual({
        status: 403,
        body: ofGateway('Missing Authentication Token'),
      });
    }
  });

  test('5 MB pass; more than an invocation takes, or the gateway, is 413', async () => {
    expect((await post('/size', 'x'.repeat(5_000_000))).body).toEqual({ size: 5_000_000 });
    for (const size of [6_291_456, 11_000_000]) {
      expect((await post('/size', 'x'.repeat(size))).status).toBe(413);
    }
    expect((await post('/size', 'x')).body).toEqual({ size: 1 });
  });

  test('403 for a name that is not this machine', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const headers = { Host: 'evil.example' };
      request(`${stage.url}/public`, { headers }, (answer) =>
        resolve(answer.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });
});

test('stops in mid-request, leaves its port, and goes on with the same data', async () => {
  await post('/jobs', 'kept-1');
  await until(async () => (await ask('/jobs/kept-1')).body.done);
  const { port } = new URL(stage.url);
  const hanging = ask('/faults/hang').catch(() => 'cut off');
  await sleep(100);
  await stage.stop();
  await hanging;
  await new Promise<void>((resolve, reject) => {
    const free = createServer().once('error', reject);
    free.listen(Number(port), '127.0.0.1', () => free.close(() => resolve()));
  });
  stage = await start({ port: Number(port), auth: 'iam' });
  expect((await ask('/jobs/kept-1')).status).toBe(403);
  expect((await ask('/public')).status).toBe(200);
  const signed = await import('./sign');
  const { body } = await signed.get(stage, '/jobs/kept-1');
  expect(body).toEqual({ done: true });
}, 60_000);

test('a data folder has one stage at a time', async () => {
  await expect(start()).rejects.toThrow('DynamoDB has ended');
}, 60_000);

test('a data folder of the stand-in is not given to a real Gong', async () => {
  const gong = { baseUrl: 'https://api.gong.io', accessKey: 'a', accessKeySecret: 'b' };
  await expect(start({ gong })).rejects.toThrow('holds data of the Gong stand-in');
});
