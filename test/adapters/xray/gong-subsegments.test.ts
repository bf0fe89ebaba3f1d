import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { GongClient } from '../../../lambdas/adapters/gong/client';
import { GongCredentials } from '../../../lambdas/adapters/gong/credentials';
import { gongSubsegments } from '../../../lambdas/adapters/xray/gong-subsegments';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { OpenPacer } from '../gong/open-pacer';

const root = '1-5759e988-bd862e3fe1be46a994272793';
const sampled = `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a1b2c3d4:0`;

let daemon: Socket;
let heard: string[];
let standIn: GongStandIn;
let calls: string[];
const env: NodeJS.ProcessEnv = {};

beforeAll(async () => {
  standIn = await startGongStandIn({ shareUnknown: 0, requestsPerSecond: 1_000 });
  calls = standIn.callIds(3);
  daemon = createSocket('udp4').on('message', (message) => void heard.push(message.toString()));
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
});
afterAll(async () => {
  daemon.close();
  await standIn.close();
});
beforeEach(() => {
  heard = [];
  standIn.reset();
  env.AWS_XRAY_DAEMON_ADDRESS = `127.0.0.1:${daemon.address().port}`;
  env._X_AMZN_TRACE_ID = sampled;
});

function client() {
  const used = GongCredentials.basic('v1', new URL(standIn.url), 'stand-in-key', 'stand-in-secret');
  return new GongClient({
    pacer: new OpenPacer(),
    credentials: { current: async () => used, refresh: async () => used },
    clock: Date.now,
    random: () => 0,
    limits: { attemptMs: 300, attempts: 2 },
    onSent: gongSubsegments(env),
  });
}
const ask = () => client().usersAccess(calls, { priority: 'bulk', deadline: Date.now() + 10_000 });

/** Datagrams on the loopback interface arrive in order: the mark comes after all that was sent before. */
async function documents(): Promise<Record<string, unknown>[]> {
  const marker = createSocket('udp4');
  marker.send('mark', daemon.address().port, '127.0.0.1');
  while (!heard.includes('mark')) await once(daemon, 'message');
  marker.close();
  return heard
    .filter((message) => message !== 'mark')
    .map((message) => {
      const [header, document = ''] = message.split('\n');
      expect(JSON.parse(header ?? '')).toEqual({ format: 'json', version: 1 });
      return JSON.parse(document);
    });
}

test('a request to Gong is a part of the trace of its invocation', async () => {
  const before = Date.now() / 1_000;
  await ask();
  const [part, ...more] = await documents();
  expect(more).toEqual([]);
  expect(part).toEqual({
    type: 'subsegment',
    trace_id: root,
    parent_id: '53995c3f42cd8ad8',
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    name: 'Gong',
    namespace: 'remote',
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    http: {
      request: { method: 'POST', url: `${standIn.url}/v2/calls/users-access` },
      response: { status: 200 },
    },
    error: false,
    throttle: false,
    fault: false,
  });
  const { start_time: start, end_time: end } = part as { start_time: number; end_time: number };
  expect(start).toBeGreaterThanOrEqual(before);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(Date.now() / 1_000);
});

test.each([
  ['429', { kind: 'answer', status: 429, headers: { 'Retry-After': '0' } }, { throttle: true }],
  ['500', { kind: 'answer', status: 500 }, { fault: true }],
  ['no answer', { kind: 'delay', delayMs: 2_000 }, { fault: true }],
] as const)('each attempt is one of its own: %s, then an answer', async (_, fault, flag) => {
  standIn.addFaults(fault);
  await ask();
  const parts = await documents();
  expect(parts).toMatchObject([flag, { http: { response: { status: 200 } }, fault: false }]);
  expect(new Set(parts.map(({ id }) => id)).size).toBe(2);
});

test('nothing of the request is in it: no call, no user, no credentials, no query', async () => {
  await ask();
  const trace = gongSubsegments(env);
  const target = { method: 'GET', path: '/v2/calls?workspaceId=77&cursor=secret' } as const;
  trace({
    origin: new URL(standIn.url),
    target,
    startedAt: 1,
    endedAt: 2,
    answer: 'network',
  });
  await documents();
  const said = heard.join();
  expect(said).toContain('/v2/calls"');
  for (const word of [...calls, 'stand-in-key', 'stand-in-secret', 'Basic', 'cursor', '77&']) {
    expect(said).not.toContain(word);
  }
});

test.each([
  ['not sampled', { _X_AMZN_TRACE_ID: `Root=${root};Parent=53995c3f42cd8ad8;Sampled=0` }],
  ['without a trace', { _X_AMZN_TRACE_ID: undefined }],
  ['with a header that is none', { _X_AMZN_TRACE_ID: 'Sampled=1' }],
  ['without a daemon', { AWS_XRAY_DAEMON_ADDRESS: undefined }],
  ['with an address that is none', { AWS_XRAY_DAEMON_ADDRESS: 'nowhere' }],
])('an invocation %s says nothing', async (_, changed) => {
  Object.assign(env, changed);
  expect((await ask()).kind).toBe('answered');
  expect(await documents()).toEqual([]);
});

test.each(['127.0.0.1:1', '127.0.0.1:99999', 'no-such-host.invalid:2000'])(
  'a daemon that cannot be reached (%s) costs no answer',
  async (address) => {
    env.AWS_XRAY_DAEMON_ADDRESS = address;
    expect((await ask()).kind).toBe('answered');
    expect((await ask()).kind).toBe('answered');
  },
);
