import type { GongStandInOptions } from '../../../local/gong/options';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { ask, listOf, usersAccess } from './client';

const fast = { requestsPerSecond: 10_000, requestsPerDay: 1_000_000 };
const running: GongStandIn[] = [];

async function start(options: GongStandInOptions = {}): Promise<GongStandIn> {
  const gong = await startGongStandIn({ ...fast, ...options });
  running.push(gong);
  return gong;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((gong) => gong.close()));
});

describe('POST /v2/calls/users-access', () => {
  it('tells the truth about each call, under a request ID such as Gong gives', async () => {
    const gong = await start({ shareUnknown: 0, shareOmitted: 0.1, shareNullUsers: 0.1 });
    const callIds = [...gong.callIds(97), '00000000000000000001', '99999999999999999999', '7'];
    const answer = await ask(gong, usersAccess(callIds));
    expect(answer.status).toBe(200);
    expect(answer.json.requestId).toMatch(/^[0-9a-z]{18,19}$/);
    expect(answer.headers.get('x-traceid')).toBe(answer.json.requestId);
    const truth = gong.truth(callIds, gong.momentOf(answer.json.requestId ?? '')).calls;
    expect(listOf(answer)).toEqual(
      truth
        .filter(({ named }) => named)
        .map(({ callId, users, outcome }) => ({
          callId,
          users: outcome === 'not-returned' ? null : users.map((userId) => ({ userId })),
        })),
    );
    expect(new Set(truth.map(({ outcome }) => outcome))).toEqual(
      new Set(['granted', 'none', 'not-returned']),
    );
  });

  it('refuses the whole request for one unknown call', async () => {
    const gong = await start({ shareUnknown: 0 });
    gong.change('5', { unknown: true });
    const answer = await ask(gong, usersAccess(['1', '5']));
    expect(answer).toMatchObject({ status: 400, json: { errors: ['Some calls not found'] } });
    expect(answer.json.requestId).toBe(answer.headers.get('x-traceid'));
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['another shape', '{"callIds":["1"]}'],
    ['no calls', '{"filter":{"callIds":[]}}'],
    ['a call twice', '{"filter":{"callIds":["1","1"]}}'],
    ['a number', '{"filter":{"callIds":[1]}}'],
    ['21 digits', '{"filter":{"callIds":["123456789012345678901"]}}'],
  ])('refuses %s', async (_, body) => {
    const answer = await ask(await start(), { body });
    expect(answer).toMatchObject({ status: 400, json: { errors: ['Bad request'] } });
  });

  it('can have a most of calls, and says so as told', async () => {
    const callLimit = { calls: 2, status: 422, text: 'Too many' };
    const gong = await start({ shareUnknown: 0, callLimit });
    expect((await ask(gong, usersAccess(['1', '2']))).status).toBe(200);
    const answer = await ask(gong, usersAccess(['1', '2', '3']));
    expect(answer).toMatchObject({ status: 422, json: { errors: ['Too many'] } });
  });

  it('can answer in another order than asked', async () => {
    const gong = await start({ shareUnknown: 0, answerOrder: 'shuffled' });
    const callIds = gong.callIds(50);
    const order = listOf(await ask(gong, usersAccess(callIds))).map(({ callId }) => callId);
    expect(order).not.toEqual(callIds);
    expect([...order].sort()).toEqual([...callIds].sort());
  });
});

describe('PUT and DELETE /v2/calls/users-access', () => {
  const change = (callId: string, userIds: string[]) =>
    JSON.stringify({ callAccessList: [{ callId, userIds }] });

  it('give and take access', async () => {
    const gong = await start({ shareUnknown: 0, shareWithoutAccess: 1 });
    const users = async () => listOf(await ask(gong, usersAccess(['42'])))[0]?.users;
    const put = await ask(gong, { method: 'PUT', body: change('42', ['1', '02']) });
    expect(put).toMatchObject({ status: 200, json: { requestId: expect.any(String) } });
    expect(await users()).toEqual([{ userId: '02' }, { userId: '1' }]);
    await ask(gong, { method: 'DELETE', body: change('42', ['1']) });
    expect(await users()).toEqual([{ userId: '02' }]);
  });

  it('change nothing if one call is unknown', async () => {
    const gong = await start({ shareUnknown: 0, shareWithoutAccess: 1 });
    gong.change('5', { unknown: true });
    const list = ['42', '5'].map((callId) => ({ callId, userIds: ['1'] }));
    const body = JSON.stringify({ callAccessList: list });
    const answer = await ask(gong, { method: 'PUT', body });
    expect(answer).toMatchObject({ status: 400, json: { errors: ['Some calls not found'] } });
    expect(gong.truth(['42']).calls[0]?.users).toEqual([]);
  });
});

describe('GET /v2/calls', () => {
  const january = 'fromDateTime=2026-01-01T00:00:00Z&toDateTime=2026-02-01T00:00:00%2B00:00';
  const list = (gong: GongStandIn, query: string) =>
    ask(gong, { method: 'GET', path: `/v2/calls?${query}` });

  it('gives all known calls of the time once, a page after the other', async () => {
    const gong = await start({ callsPerDay: 10, shareUnknown: 0.1 });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { status, json } = await list(gong, cursor ? `cursor=${cursor}` : january);
      expect(status).toBe(200);
      seen.push(...(json.calls ?? []).map(({ id }) => id));
      cursor = json.records?.cursor;
      expect(json.records?.currentPageSize).toBe(cursor ? 100 : seen.length % 100);
    } while (cursor);
    const known = gong.truth(gong.callIds(310)).calls.filter((call) => call.known);
    expect(seen).toEqual(known.map(({ callId }) => callId));
  });

  it('lists calls by workspace, and no call that is still to come', async () => {
    const now = Date.UTC(2026, 0, 2);
    const clocks = { wall: () => now, monotonic: () => 0 };
    const gong = await startGongStandIn({ ...fast, shareUnknown: 0 }, clocks);
    running.push(gong);
    const { json } = await list(gong, january);
    expect(json.records?.totalRecords).toBe(201);
    const workspaces = new Set((json.calls ?? []).map((call) => call.workspaceId));
    const totals = await Promise.all(
      [...workspaces].map(async (id) => {
        const page = await list(gong, `${january}&workspaceId=${id}`);
        return page.json.records?.totalRecords ?? 0;
      }),
    );
    expect(totals).toHaveLength(2);
    expect(totals.reduce((sum, n) => sum + n, 0)).toBe(201);
  });

  it('lets a cursor expire an hour after the first page', async () => {
    let now = Date.UTC(2026, 5, 1);
    const gong = await startGongStandIn(fast, { wall: () => now, monotonic: () => now });
    running.push(gong);
    const { json } = await list(gong, january);
    now += 3_600_000;
    const second = await list(gong, `cursor=${json.records?.cursor}`);
    expect(second.status).toBe(200);
    now += 1;
    const third = await list(gong, `cursor=${second.json.records?.cursor}`);
    expect(third).toMatchObject({ status: 400, json: { errors: ['cursor has expired'] } });
  });

  it.each([
    [
      'fromDateTime=2020-01-01T00:00:00Z&toDateTime=2020-02-01T00:00:00Z',
      404,
      'No calls found corresponding to the provided filters',
    ],
    ['fromDateTime=yesterday&toDateTime=2026-02-01T00:00:00Z', 400, 'Bad request'],
    ['fromDateTime=2026-01-01T00:00:00Z', 400, 'Bad request'],
    ['cursor=e30', 400, 'Bad request'],
  ])('answers %s with %i', async (query, status, text) => {
    const answer = await list(await start(), query);
    expect(answer).toMatchObject({ status, json: { errors: [text] } });
  });

  it('gives one call, or says which was not found', async () => {
    const gong = await start({ shareUnknown: 0 });
    const [callId = ''] = gong.callIds(1);
    const path = `/v2/calls/${callId}`;
    const found = await ask(gong, { method: 'GET', path });
    expect(found.json.call).toMatchObject({ id: callId, started: '2026-01-01T00:00:00.000Z' });
    gong.change(callId, { unknown: true });
    expect(await ask(gong, { method: 'GET', path })).toMatchObject({
      status: 404,
      json: { errors: [`Call ID ${callId} was not found`] },
    });
  });
});

describe('callers', () => {
  const question = usersAccess(['1']);
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each([
    ['wrong', basic('stand-in-key:other')],
    ['of a scheme not accepted', 'Bearer token'],
    ['missing', ''],
  ])('whose credentials are %s get 401', async (_, authorization) => {
    const answer = await ask(await start(), { ...question, authorization });
    expect(answer).toMatchObject({ status: 401, json: { errors: ['Unauthorized'] } });
  });

  it('may use a bearer token where there is one', async () => {
    const gong = await start({ shareUnknown: 0, bearerToken: 'token' });
    expect((await ask(gong, { ...question, authorization: 'Bearer token' })).status).toBe(200);
  });

  it('must follow a rotation', async () => {
    const gong = await start({ shareUnknown: 0 });
    gong.patch({ accessKeySecret: 'new' });
    expect((await ask(gong, question)).status).toBe(401);
    const authorization = basic('stand-in-key:new');
    expect((await ask(gong, { ...question, authorization })).status).toBe(200);
  });

  it('that lack a scope are told which, with 401', async () => {
    const gong = await start({ missingScopes: ['api:call-user-access:read'] });
    expect(await ask(gong, question)).toMatchObject({
      status: 401,
      json: {
        errors: ["You don't have permission to use 'api:call-user-access:read' in your app."],
      },
    });
  });

  it('from an address that is not trusted get 403', async () => {
    expect((await ask(await start({ untrustedAddress: true }), question)).status).toBe(403);
  });

  it.each([
    ['PATCH', '/v2/calls/users-access', 'application/json', 405, 'Method Not Allowed'],
    ['POST', '/v2/nothing', 'application/json', 404, 'Not Found'],
    ['POST', '/v2/calls/users-access', 'text/plain', 415, 'Unsupported Media Type'],
  ])('that %s %s as %s get %i', async (method, path, type, status, text) => {
    const answer = await ask(await start(), { ...question, method, path, type });
    expect(answer).toMatchObject({ status, json: { errors: [text] } });
  });
});

describe('limits on the wire', () => {
  it('answer 429 with Retry-After, and are counted', async () => {
    const gong = await start({ requestsPerSecond: 2, shareUnknown: 0 });
    const answers = await Promise.all([1, 2, 3].map(() => ask(gong, usersAccess(['1', '2']))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.json.errors).toHaveLength(1);
    await ask(gong, usersAccess(['1']));
    expect(gong.stats()).toMatchObject({
      arrivals: 4,
      accepted: 2,
      refusedBySecond: 2,
      peakAccepted: 2,
      peakArrivals: 4,
      duringRetryAfter: 1,
      callsAnswered: 4,
      byStatus: { 200: 2, 429: 2 },
      inFlight: 0,
    });
  });

  it('tell the seconds to the end of a spent day', async () => {
    const gong = await start({ requestsPerDay: 1, shareUnknown: 0, dayLengthMs: 7_200_000 });
    await ask(gong, usersAccess(['1']));
    const refused = await ask(gong, usersAccess(['1']));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(7100);
    expect(gong.stats()).toMatchObject({ refusedByDay: 1 });
  });

  it('let latency take its time', async () => {
    const gong = await start({ shareUnknown: 0, latency: { medianMs: 60, p99Ms: 60 } });
    const from = performance.now();
    await Promise.all([1, 2].map(() => ask(gong, usersAccess(['1']))));
    expect(performance.now() - from).toBeGreaterThan(55);
    expect(gong.stats().mostInFlight).toBe(2);
  });
});

it('counts a request up to the jitter after it came', async () => {
  const gong = await start({ shareUnknown: 0, arrivalJitterMs: 100 });
  const asked = Array.from({ length: 10 }, async () => {
    const from = performance.now();
    await ask(gong, usersAccess(['1']));
    return performance.now() - from;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(gong.stats().accepted).toBeLessThan(10);
  expect(Math.max(...(await Promise.all(asked)))).toBeGreaterThan(40);
  expect(gong.stats().accepted).toBe(10);
});

it('refuses options that it does not know', async () => {
  await expect(startGongStandIn(JSON.parse('{"rate": 3}'))).rejects.toThrow();
});
