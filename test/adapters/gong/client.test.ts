import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { GongClient } from '../../../lambdas/adapters/gong/client';
import { type CredentialSource, GongCredentials } from '../../../lambdas/adapters/gong/credentials';
import type { GongClientLimits } from '../../../lambdas/adapters/gong/exchange';
import { NoSlot } from '../../../lambdas/domain/errors';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { startHttp } from '../../support/http-server';
import { OpenPacer } from './open-pacer';

const credentials = (secret = 'stand-in-secret', version = 'v1', url = standIn.url) =>
  GongCredentials.basic(version, new URL(url), 'stand-in-key', secret);

/** A source whose secret was replaced after it was first read. */
class ReplacedSecret implements CredentialSource {
  refreshes = 0;
  constructor(
    private now: GongCredentials,
    private readonly later: GongCredentials = now,
  ) {}
  async current() {
    return this.now;
  }
  async refresh() {
    this.refreshes += 1;
    this.now = this.later;
    return this.now;
  }
}

let standIn: GongStandIn;
let pacer: OpenPacer;
let calls: string[];
beforeAll(async () => {
  standIn = await startGongStandIn({
    shareUnknown: 0,
    requestsPerSecond: 10_000,
    requestsPerDay: 1e6,
  });
  calls = standIn.callIds(5);
});
afterAll(() => standIn.close());
beforeEach(() => {
  pacer = new OpenPacer();
  standIn.reset();
});

function client(source?: CredentialSource, limits: Partial<GongClientLimits> = {}) {
  return new GongClient({
    pacer,
    credentials: source ?? new ReplacedSecret(credentials()),
    clock: Date.now,
    random: () => 0,
    limits: { attemptMs: 400, ...limits },
  });
}
const ask = (ms = 10_000) => ({ priority: 'bulk' as const, deadline: Date.now() + ms });
const attempts = () => pacer.versions.length;

describe('an answer', () => {
  test('comes with slot, request ID and body as received', async () => {
    const answer = await client().usersAccess(calls, ask());
    expect(answer).toMatchObject({ kind: 'answered', requestId: expect.stringMatching(/^\w{18}/) });
    expect(
      JSON.parse(answer.body).callAccessList.map((one: { callId: string }) => one.callId),
    ).toEqual(calls);
    expect(Date.now() - answer.slot).toBeLessThan(1_000);
    expect(pacer.reports).toEqual([{ kind: 'succeeded' }]);
  });

  test('with a bearer token as well', async () => {
    standIn.patch({ bearerToken: 'token' });
    const bearer = GongCredentials.bearer('v1', new URL(standIn.url), 'token');
    const answer = await client(new ReplacedSecret(bearer)).usersAccess(calls, ask());
    expect(answer.kind).toBe('answered');
  });

  test('about an unknown call says so', async () => {
    standIn.change(calls[2] ?? '', { unknown: true });
    const answer = await client().usersAccess(calls, ask());
    expect(answer.kind).toBe('calls-not-found');
    expect(attempts()).toBe(1);
  });
});

describe('what passes is tried again, each time with a slot of its own', () => {
  test.each<[string, Parameters<GongStandIn['addFaults']>[0]]>([
    ['a reset before the headers', { kind: 'reset-before-headers' }],
    ['a reset after the headers', { kind: 'reset-after-headers' }],
    ['a stall in the headers', { kind: 'slow-headers', msPerByte: 50 }],
    ['a stall in the body', { kind: 'stall', atByte: 30, stallMs: 2_000 }],
    ['no answer in time', { kind: 'delay', delayMs: 2_000 }],
    ['an HTML page with status 200', { kind: 'html' }],
    ['an empty body', { kind: 'empty' }],
    ['204', { kind: 'answer', status: 204 }],
    ['206', { kind: 'answer', status: 206, body: '{}' }],
    ['408', { kind: 'answer', status: 408 }],
    ['500', { kind: 'answer', status: 500 }],
    ['503 with HTML', { kind: 'answer', status: 503, body: '<html>' }],
    ['599', { kind: 'answer', status: 599 }],
    [
      'bytes that are no UTF-8',
      { kind: 'answer', status: 200, body: '{"callAccessList":"\ud800"}' },
    ],
    [
      'a compressed body that nobody asked for',
      { kind: 'answer', status: 200, headers: { 'content-encoding': 'gzip' }, body: '{}' },
    ],
  ])('%s', async (_what, fault) => {
    standIn.addFaults(fault);
    const answer = await client().usersAccess(calls, ask());
    expect(answer.kind).toBe('answered');
    expect(attempts()).toBe(2);
    expect(pacer.reports).toEqual([{ kind: 'other' }, { kind: 'succeeded' }]);
  });

  test('a body cut at any byte is never taken for an answer', async () => {
    const whole = Buffer.byteLength((await client().usersAccess(calls, ask())).body);
    for (const complete of [true, false]) {
      const bytes = Array.from({ length: whole }, (_, i) => i).filter(
        (i) => complete || i % 40 === 0,
      );
      for (const atByte of bytes) standIn.addFaults({ kind: 'truncate', atByte, complete });
      const lenient = client(undefined, { attempts: bytes.length + 1, attemptMs: 2_000 });
      const before = attempts();
      const answer = await lenient.usersAccess(calls, ask(30_000));
      expect(Buffer.byteLength(answer.body)).toBe(whole);
      expect(attempts() - before).toBe(bytes.length + 1);
    }
  });

  test('four times at most', async () => {
    standIn.addFaults({ kind: 'answer', status: 503, times: 'until-cleared' });
    await expect(client().usersAccess(calls, ask())).rejects.toMatchObject({
      code: 'gong-unavailable',
      reason: 'status-503',
      requestId: expect.stringMatching(/^\w+$/),
    });
    expect(attempts()).toBe(4);
  });

  test('not beyond the deadline', async () => {
    standIn.addFaults({
      kind: 'answer',
      status: 503,
      headers: { 'retry-after': '30' },
      times: 'until-cleared',
    });
    await expect(client().usersAccess(calls, ask())).rejects.toMatchObject({
      reason: 'status-503',
    });
    expect(attempts()).toBe(1);
  });

  test('an answer that is never valid is told as such', async () => {
    standIn.addFaults({ kind: 'html', times: 'until-cleared' });
    await expect(client().usersAccess(calls, ask())).rejects.toMatchObject({
      code: 'gong-answer-invalid',
      reason: 'content-type',
    });
  });

  test.each([
    ['callAccessList of another type', '{"callAccessList":{}}'],
    ['users of another type', '{"callAccessList":[{"callId":"1","users":"none"}]}'],
    ['an ID as a number', '{"callAccessList":[{"callId":7782342274025937895,"users":[]}]}'],
    ['a user without an ID', '{"callAccessList":[{"callId":"1","users":[{}]}]}'],
  ])('%s is no answer', async (_what, body) => {
    standIn.addFaults({ kind: 'answer', status: 200, body, times: 'until-cleared' });
    const rejects = expect(client().usersAccess(calls, ask())).rejects;
    await rejects.toMatchObject({ code: 'gong-answer-invalid', reason: 'schema' });
  });
});

describe('time and size', () => {
  test('the time limit holds also while connecting', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const silent = client(new ReplacedSecret(credentials('x', 'v1', url)), {
      attempts: 1,
      attemptMs: 150,
    });
    const started = Date.now();
    await expect(silent.usersAccess(calls, ask())).rejects.toMatchObject({ reason: 'timeout' });
    expect(Date.now() - started).toBeLessThan(600);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('a refused connection is a network failure', async () => {
    const gone = await startHttp(() => undefined);
    await gone.stop();
    const nobody = new ReplacedSecret(credentials('x', 'v1', gone.endpoint));
    await expect(client(nobody).usersAccess(calls, ask())).rejects.toMatchObject({
      reason: 'network',
    });
  });

  test('the deadline cuts an attempt short', async () => {
    standIn.addFaults({ kind: 'delay', delayMs: 3_000 });
    const started = Date.now();
    const slow = client(undefined, { attemptMs: 10_000 });
    await expect(slow.usersAccess(calls, ask(200))).rejects.toMatchObject({ reason: 'timeout' });
    expect(Date.now() - started).toBeLessThan(600);
  });

  test('a body beyond the cap is not read on, and not asked for again', async () => {
    let sent = 0;
    let requests = 0;
    const server = await startHttp((_request, _body, response) => {
      requests += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        if (response.destroyed || sent > 50e6) return;
        sent += 100_000;
        response.write(Buffer.alloc(100_000, 0x20), more);
      };
      more();
    });
    const source = new ReplacedSecret(credentials('x', 'v1', server.endpoint));
    const capped = client(source, { attempts: 2, maxBytes: 1e6, attemptMs: 5_000 });
    await expect(capped.usersAccess(calls, ask())).rejects.toMatchObject({ reason: 'too-large' });
    await server.stop();
    expect(sent).toBeLessThan(20e6);
    expect(requests).toBe(1);
  });

  test('a connection that the other end closed while it waited is replaced', async () => {
    const sockets = new Set<Socket>();
    const server = await startHttp((request, _body, response) => {
      sockets.add(request.socket);
      response.setHeader('content-type', 'application/json').end('{"callAccessList":[]}');
    });
    const source = new ReplacedSecret(credentials('x', 'v1', server.endpoint));
    const own = client(source, { attempts: 1 });
    await own.usersAccess(calls, ask());
    pacer.beforeSlot = async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 30));
    };
    const answer = await own.usersAccess(calls, ask());
    await server.stop();
    expect(answer.kind).toBe('answered');
    expect(sockets.size).toBe(2);
  });
});

describe('what stays refused is not tried again', () => {
  test.each([400, 404, 405, 409, 415])('%d', async (status) => {
    standIn.addFaults({ kind: 'answer', status, text: 'Bad request', times: 'until-cleared' });
    await expect(client().usersAccess(calls, ask())).rejects.toMatchObject({
      code: 'gong-refused',
      status,
    });
    expect(attempts()).toBe(1);
    expect(pacer.reports).toEqual([{ kind: 'other' }]);
  });

  test('a redirect, which is not followed', async () => {
    let visits = 0;
    const elsewhere = await startHttp((_request, _body, response) => {
      visits += 1;
      response.end();
    });
    standIn.addFaults({ kind: 'redirect', location: elsewhere.endpoint, times: 'until-cleared' });
    await expect(client().usersAccess(calls, ask())).rejects.toMatchObject({ status: 302 });
    expect(visits).toBe(0);
    await elsewhere.stop();
  });
});

describe('the number of calls', () => {
  test.each([
    [413, 'Payload Too Large', 2],
    [400, 'Too many calls: at most 3 are allowed', 3],
  ])('%d %s is learned', async (status, text, size) => {
    standIn.patch({ callLimit: { calls: 3, status, text } });
    const answer = await client().usersAccess(calls, ask());
    expect(answer.kind).toBe('too-many-calls');
    expect(pacer.size).toBe(size);
  });

  test('known to be refused costs no request', async () => {
    pacer.size = 3;
    const answer = await client().usersAccess(calls, ask());
    expect(answer).toEqual({ kind: 'too-many-calls', slot: 0, requestId: '', body: '' });
    expect(attempts()).toBe(0);
  });

  test('of a single call cannot be lowered', async () => {
    standIn.addFaults({ kind: 'answer', status: 413 });
    const single = client().usersAccess(calls.slice(0, 1), ask());
    await expect(single).rejects.toMatchObject({ code: 'gong-refused', status: 413 });
  });
});

describe('a 429', () => {
  test.each([
    ['2', { kind: 'rate-limited', retryAfterMs: 2_000 }],
    ['7200', { kind: 'rate-limited', retryAfterMs: 7_200_000 }],
    ['0', { kind: 'rate-limited' }],
    ['-1', { kind: 'rate-limited' }],
    ['soon', { kind: 'rate-limited' }],
  ])('with Retry-After %s is told to the pacer, who makes everybody wait', async (wait, report) => {
    standIn.addFaults({ kind: 'answer', status: 429, headers: { 'retry-after': wait } });
    expect((await client().usersAccess(calls, ask())).kind).toBe('answered');
    expect(pacer.reports).toEqual([report, { kind: 'succeeded' }]);
  });

  test('that does not end is told as such', async () => {
    standIn.addFaults({ kind: 'answer', status: 429, times: 'until-cleared' });
    await expect(client().usersAccess(calls, ask())).rejects.toMatchObject({
      reason: 'rate-limited',
    });
    expect(attempts()).toBe(4);
  });
});

test('without a slot nothing is sent', async () => {
  const refusal = new NoSlot('day-spent', 5);
  pacer.beforeSlot = async () => {
    throw refusal;
  };
  await expect(client().usersAccess(calls, ask())).rejects.toBe(refusal);
  expect(standIn.stats().arrivals).toBe(0);
});

describe('refused credentials', () => {
  test('are read afresh once, and a replaced secret goes on', async () => {
    const source = new ReplacedSecret(
      credentials('old', 'v1'),
      credentials('stand-in-secret', 'v2'),
    );
    expect((await client(source).usersAccess(calls, ask())).kind).toBe('answered');
    expect(source.refreshes).toBe(1);
    expect(pacer.versions).toEqual(['v1', 'v2']);
    expect(pacer.reports).toEqual([{ kind: 'other' }, { kind: 'succeeded' }]);
  });

  test('that stay the same cost one request', async () => {
    const source = new ReplacedSecret(credentials('wrong'));
    const answer = client(source).usersAccess(calls, ask());
    await expect(answer).rejects.toMatchObject({ code: 'gong-credentials-rejected', status: 401 });
    expect(pacer.reports).toEqual([{ kind: 'credentials-rejected', status: 401 }]);
    expect(standIn.stats().arrivals).toBe(1);
  });

  test('whose replacement is refused too cost two', async () => {
    const source = new ReplacedSecret(credentials('wrong'), credentials('also wrong', 'v2'));
    await expect(client(source).usersAccess(calls, ask())).rejects.toMatchObject({ status: 401 });
    expect(pacer.reports.map(({ kind }) => kind)).toEqual(['other', 'credentials-rejected']);
    expect(standIn.stats().arrivals).toBe(2);
  });

  test('for want of a scope name it, and the secret is not read again', async () => {
    const scope = 'api:call-user-access:read';
    standIn.patch({ missingScopes: [scope] });
    const source = new ReplacedSecret(credentials());
    await expect(client(source).usersAccess(calls, ask())).rejects.toMatchObject({
      status: 401,
      missingScope: scope,
    });
    expect(source.refreshes).toBe(0);
    expect(pacer.reports).toEqual([
      { kind: 'credentials-rejected', status: 401, missingScope: scope },
    ]);
  });

  test('for the address are a 403', async () => {
    standIn.patch({ untrustedAddress: true });
    await expect(client().usersAccess(calls, ask())).rejects.toMatchObject({ status: 403 });
    expect(pacer.reports).toEqual([{ kind: 'credentials-rejected', status: 403 }]);
  });
});

test('neither secret nor body show in errors or in what is printed', async () => {
  const secret = credentials('canary-secret');
  standIn.addFaults({ kind: 'answer', status: 418, body: 'canary-body' });
  const error = await client(new ReplacedSecret(secret))
    .usersAccess(calls, ask())
    .catch((e: Error) => e);
  const shown = [
    inspect(secret),
    JSON.stringify(secret),
    String(secret),
    inspect(error, { depth: 9 }),
  ].join();
  expect(shown).not.toMatch(/canary/);
  expect(shown).not.toContain(Buffer.from('stand-in-key:canary-secret').toString('base64'));
});
