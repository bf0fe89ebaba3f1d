import * as v from 'valibot';
import { bucketPartition } from '../../lambdas/adapters/dynamodb/keys';
import { postAudit } from '../../lambdas/api/audit-requests';
import { audit as auditShape } from '../../lambdas/api/audit-shapes';
import { bucketOf } from '../../lambdas/domain/call-ids';
import { createHandler } from '../../lambdas/request-audit/create-handler';
import { type Asked, callerArn, lambdaContext, proxyEvent } from '../support/lambda-events';
import { startLedger } from '../support/ledger';
import { RecordingBus, RecordingListingQueue, RecordingQueue } from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';

const limits = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0.05,
  othersShare: 0.1,
  dayHours: 24,
};

let ledger: Awaited<ReturnType<typeof startLedger>>;
let queue: RecordingQueue;
let ids = 0;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());
beforeEach(() => {
  queue = new RecordingQueue();
});

async function send(asked: Asked) {
  const deps = {
    audits: ledger.audits,
    listings: ledger.listings,
    listingQueue: new RecordingListingQueue(),
    queue,
    events: new RecordingBus(),
    pace: ledger.pace,
    known: ledger.known,
    limits,
    requestsPerSecond: 3,
    clock: Date.now,
    newId: () => `audit-${ids++}`,
  };
  const event = proxyEvent({ method: 'POST', ...asked });
  const answer = await createHandler(deps, recordingTools())(event, lambdaContext());
  return { ...answer, json: JSON.parse(answer.body) };
}

const post = (
  body: unknown,
  headers: Record<string, string> = {},
  query?: Record<string, string>,
) =>
  send({
    resource: '/audits',
    body,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(query ? { query } : {}),
  });
const control = (verb: string, auditId: string) =>
  send({ resource: `/audits/{auditId}/${verb}`, path: { auditId } });
const calls = (count: number) => Array.from({ length: count }, (_, n) => String(n + 1));

describe('POST /audits', () => {
  test('is answered 202 with the audit and its place once it is stored', async () => {
    const answer = await post({ callIds: ['1', '2', '1'], label: 'Q1' });
    expect(answer).toMatchObject({
      statusCode: 202,
      headers: { location: `/audits/${answer.json.auditId}` },
      json: { requested: 2, duplicates: 1, label: 'Q1', requestedBy: callerArn },
    });
    v.parse(auditShape, answer.json);
    expect(await ledger.audits.audit(answer.json.auditId)).toMatchObject({ requested: 2 });
    expect(queue.sent).toEqual([{ schemaVersion: 1, auditId: answer.json.auditId, chunk: 0 }]);
  });

  test('with the same key and body gives the same audit, with another body 422', async () => {
    const key = { 'Idempotency-Key': 'k-1' };
    const first = await post({ callIds: ['1', '2'] }, key);
    expect((await post({ callIds: ['2', '1'] }, key)).json.auditId).toBe(first.json.auditId);
    expect(await post({ callIds: ['3'] }, key)).toMatchObject({
      statusCode: 422,
      json: { code: 'idempotency-key-reused' },
    });
  });

  test.each(['', 'x'.repeat(256), 'a\nb', 'ü'])('refuses the Idempotency-Key %j', async (key) => {
    expect(await post({ callIds: ['1'] }, { 'idempotency-key': key })).toMatchObject({
      statusCode: 400,
      json: { field: 'idempotency-key' },
    });
  });

  test('does not take who asked from a header', async () => {
    const answer = await post({ callIds: ['1'] }, { 'X-Forwarded-User': 'root', requestedBy: 'x' });
    expect(answer.json.requestedBy).toBe(callerArn);
  });

  test('as a dry run says what it would cost, and stores nothing', async () => {
    const answer = await post({ callIds: calls(250) }, {}, { dryRun: 'true' });
    expect(answer).toMatchObject({
      statusCode: 200,
      json: { dryRun: true, requested: 250, duplicates: 0, requests: 3, shareOfDay: 0.0003 },
    });
    v.parse(postAudit.answers[200]?.schema ?? v.never(), answer.json);
    expect(queue.sent).toEqual([]);
  });

  test('as a dry run of known calls counts them; of others it knows the cost of a thousand', async () => {
    for (const id of ['1', '2', '3']) {
      await ledger.table.put({ pk: bucketPartition(bucketOf(id)), sk: `CALL#${id}` });
    }
    const perThousandCalls = { listingRequests: 0, requests: 10, shareOfDay: 0.001 };
    const known = (await post({ known: true }, {}, { dryRun: 'true' })).json;
    expect(known).toMatchObject({
      requested: 3,
      requests: 1,
      shareOfDay: 0.0001,
      perThousandCalls,
    });
    expect(Date.parse(known.eta)).toBeGreaterThan(Date.now());
    const list = { bucket: 'lists-bucket', key: 'lists/a.csv' };
    const listed = (await post({ list }, {}, { dryRun: 'true' })).json;
    expect(listed).toEqual({ dryRun: true, perThousandCalls });
    for (const answer of [known, listed]) {
      v.parse(postAudit.answers[200]?.schema ?? v.never(), answer);
    }
    expect(queue.sent).toEqual([]);
  });

  test.each([
    [{ dryRun: 'yes' }, 'dryRun'],
    [{ dryrun: 'true' }, 'query'],
  ])('refuses the query %j, rather than to store what was not meant', async (query, field) => {
    const answer = await post({ callIds: ['1'] }, {}, query);
    expect(answer).toMatchObject({ statusCode: 400, json: { field } });
    expect(queue.sent).toEqual([]);
  });

  test.each([
    [{ callIds: [] }, 'callIds'],
    [{ callIds: [1] }, 'callIds[0]'],
    [{ callIds: ['1'], label: '' }, 'label'],
    [{ callIds: ['1'], label: 'x'.repeat(201) }, 'label'],
    [{ callIds: ['1'], label: 'two\nlines' }, 'label'],
    [{ callIds: ['1'], label: '\u001b[31mred' }, 'label'],
    [{ callIds: ['1'], priority: 'interactive' }, 'body'],
    [{ callIds: ['1'], requestedBy: 'x' }, 'body'],
  ])('refuses the body %j', async (body, field) => {
    expect(await post(body)).toMatchObject({ statusCode: 400, json: { field } });
  });

  test('takes the most calls of one request in a dry run; one more is 413 with the limit named', async () => {
    const most = calls(200_000);
    const dryRun = { dryRun: 'true' };
    expect((await post({ callIds: most }, {}, dryRun)).json).toMatchObject({ requests: 2_000 });
    const answer = await post({ callIds: [...most, '0'] }, {}, dryRun);
    expect(answer).toMatchObject({ statusCode: 413, json: { code: 'too-many-calls' } });
    expect(answer.json.errors[0]).toContain('200000');
  });
});

describe('a stored audit', () => {
  test('is paused, resumed and cancelled; then it stays as it ended', async () => {
    const { auditId } = (await post({ callIds: ['1'] })).json;
    const statuses: string[] = [];
    for (const verb of ['pause', 'resume', 'cancel', 'cancel']) {
      const answer = await control(verb, auditId);
      v.parse(auditShape, answer.json);
      statuses.push(answer.json.status);
    }
    expect(statuses).toEqual(['paused', 'running', 'cancelled', 'cancelled']);
    expect(await control('resume', auditId)).toMatchObject({
      statusCode: 409,
      json: { code: 'audit-ended' },
    });
  });

  test('that is not known is 404', async () => {
    expect(await control('pause', 'no-such-audit')).toMatchObject({
      statusCode: 404,
      json: { code: 'audit-not-found' },
    });
  });

  test.each(['..', 'a/b', '%2F', '%00', '', 'x'.repeat(65), 'AUDIT#1'])(
    'is not looked for by the ID %j',
    async (auditId) => {
      expect(await control('cancel', auditId)).toMatchObject({
        statusCode: 400,
        json: { field: 'auditId' },
      });
    },
  );
});
