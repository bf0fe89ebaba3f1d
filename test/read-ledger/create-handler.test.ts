import * as v from 'valibot';
import type { Route } from '../../lambdas/api/route';
import { routes } from '../../lambdas/api/routes';
import { recordObservations } from '../../lambdas/domain/record-observations';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { createHandler } from '../../lambdas/read-ledger/create-handler';
import { type Asked, lambdaContext, proxyEvent } from '../support/lambda-events';
import { startLedger } from '../support/ledger';
import { RecordingBus, RecordingQueue } from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';

const limits = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0.05,
  othersShare: 0.1,
  dayHours: 24,
};
const callId = '07782342274025937895';
const seenAt = Date.UTC(2026, 1, 28, 9, 30);
const clock = Date.now;
let ledger: Awaited<ReturnType<typeof startLedger>>;

beforeAll(async () => {
  ledger = await startLedger();
  const { audits, calls, evidence } = ledger;
  const deps = { calls, evidence, events: new RecordingBus(), clock };
  const source = { auditId: 'audit-0', evidence: evidence.refOf('audit-0', 0) };
  for (const [n, users] of [['1', '2'], ['2']].entries()) {
    const observedAt = seenAt + n * 60_000;
    const observation = { callId, outcome: 'granted', users, observedAt, requestId: 'g' } as const;
    await recordObservations(deps, source, [observation]);
  }
  const queue = new RecordingQueue();
  for (const newId of ['audit-1', 'audit-2', 'audit-3']) {
    await requestAudit(
      { audits, queue, clock, requestsPerSecond: 3, newId: () => newId },
      { callIds: ['1', '2'], priority: 'bulk', requestedBy: 'test' },
    );
  }
});
afterAll(() => ledger.stop());

async function get(resource: string, asked: Partial<Asked> = {}) {
  const deps = { ...ledger, limits, requestsPerSecond: 3, clock, software: '0.0.0' };
  const event = proxyEvent({ resource, ...asked });
  const answer = await createHandler(deps, recordingTools())(event, lambdaContext());
  const json = JSON.parse(answer.body);
  const route = routes.find(({ path, method }) => path === resource && method === 'GET');
  if (route) v.parse(schemaOf(route, answer.statusCode), json);
  return { ...answer, json };
}

/** Every answer must be what the API's document says of it. */
function schemaOf(route: Route, status: number) {
  const described = route.answers[status];
  if (!described) throw new Error(`${route.path} does not describe ${status}`);
  return described.schema;
}

const access = (query?: Record<string, string>) =>
  get('/calls/{callId}/access', { path: { callId }, ...(query ? { query } : {}) });

test('a call’s access is what was observed last, its ID byte for byte', async () => {
  expect((await access()).json).toMatchObject({
    callId,
    outcome: 'granted',
    users: [{ userId: '2' }],
    observedAt: '2026-02-28T09:31:00.000Z',
  });
});

test.each([
  [
    '2026-02-28T09:30:30Z',
    { users: [{ userId: '1' }, { userId: '2' }], observedSecondsBefore: 30 },
  ],
  ['2026-02-28T10:31:00.000+01:00', { users: [{ userId: '2' }], observedSecondsBefore: 0 }],
  ['2026-02-28T09:29:59Z', { outcome: 'not-observed', users: [] }],
])('a call’s access at %s', async (at, expected) => {
  expect((await access({ at })).json).toMatchObject(expected);
});

test.each([
  '2026-02-30T00:00:00Z',
  '2026-02-28',
  '2026-02-28T09:30:00',
  '2026-13-01T00:00:00Z',
  '2026-02-28T25:00:00Z',
  '1772271000000',
  'yesterday',
  '',
])('the moment %j is refused', async (at) => {
  expect(await access({ at })).toMatchObject({ statusCode: 400, json: { field: 'at' } });
});

test('a call’s history has its versions and intervals', async () => {
  const { json } = await get('/calls/{callId}/history', { path: { callId } });
  expect(json.versions).toHaveLength(2);
  expect(json.grants).toMatchObject([
    { userId: '1', goneObservedAt: '2026-02-28T09:31:00.000Z' },
    { userId: '2' },
  ]);
});

test('a history’s page may be asked for, and one of another list is not', async () => {
  const asked = (cursor: string) =>
    get('/calls/{callId}/history', { path: { callId }, query: { cursor } });
  const second = await asked(Buffer.from('versions.1').toString('base64url'));
  expect(second.json.versions).toMatchObject([{ users: [{ userId: '2' }] }]);
  expect(await asked('MTAuMA')).toMatchObject({
    statusCode: 400,
    json: { code: 'invalid-cursor', field: 'cursor' },
  });
});

test('audits that have not ended are not compared', async () => {
  const path = { auditId: 'audit-1' };
  const answer = await get('/audits/{auditId}/compare', { path, query: { with: 'audit-2' } });
  expect(answer).toMatchObject({ statusCode: 409, json: { code: 'audit-not-ended' } });
});

test('a call that was never observed is 404', async () => {
  for (const route of ['/calls/{callId}/access', '/calls/{callId}/history']) {
    expect(await get(route, { path: { callId: '404' } })).toMatchObject({
      statusCode: 404,
      json: { code: 'call-not-observed' },
    });
  }
});

test.each(['', '..', '1/2', '%2F', '%00', '1\0', 'CALL#1', '1'.repeat(21), '١'])(
  'no key is built from the call ID %j',
  async (bad) => {
    expect(await get('/calls/{callId}/access', { path: { callId: bad } })).toMatchObject({
      statusCode: 400,
      json: { field: 'callId' },
    });
  },
);

test('audits are listed in pages, newest first', async () => {
  const seen: string[] = [];
  let query: Record<string, string> = { limit: '2' };
  for (let pages = 0; pages < 5; pages++) {
    const { json } = await get('/audits', { query });
    seen.push(...json.audits.map(({ auditId }: { auditId: string }) => auditId));
    if (json.cursor === undefined) break;
    query = { limit: '2', cursor: json.cursor };
  }
  expect([...seen].sort()).toEqual(['audit-1', 'audit-2', 'audit-3']);
});

test('an audit shows its progress; its observations start empty', async () => {
  const path = { auditId: 'audit-1' };
  expect((await get('/audits/{auditId}', { path })).json).toMatchObject({
    requested: 2,
    progress: 0,
    totals: { granted: 0 },
  });
  expect((await get('/audits/{auditId}/observations', { path })).json).toEqual({
    observations: [],
  });
});

test.each([
  { limit: '0' },
  { limit: '101' },
  { limit: '1e1' },
  { limit: '' },
  { cursor: '' },
  { cursor: 'a b' },
  { page: '2' },
])('the query %j is refused', async (query) => {
  expect((await get('/audits', { query })).statusCode).toBe(400);
});

test('a cursor of another list is refused', async () => {
  const asked = { path: { auditId: 'audit-1' }, query: { cursor: 'AAAA' } };
  expect(await get('/audits/{auditId}/observations', asked)).toMatchObject({
    statusCode: 400,
    json: { code: 'invalid-cursor' },
  });
});

test('the quota is there before the first request to Gong', async () => {
  expect((await get('/quota')).json).toMatchObject({
    requestsPerDay: 10_000,
    spent: 0,
    breaker: { state: 'closed' },
  });
});

test('the document is served', async () => {
  expect((await get('/openapi.json')).json).toMatchObject({ openapi: '3.1.0' });
});
