import { randomUUID } from 'node:crypto';
import { createRouter, type RouterDeps } from '../../lambdas/request-audit/create-router';
import { lambdaContext, proxyEvent } from '../support/lambda-events';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingBus, RecordingListingQueue, RecordingQueue } from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';

const limits = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0.05,
  othersShare: 0.1,
  dayHours: 24,
};

let ledger: TestLedger;
let bus: RecordingBus;
let listingQueue: RecordingListingQueue;
beforeEach(async () => {
  ledger = await startLedger();
  bus = new RecordingBus();
  listingQueue = new RecordingListingQueue();
});
afterEach(() => ledger.stop());

function send(event: unknown, over: Partial<RouterDeps> = {}) {
  const deps: RouterDeps = {
    audits: ledger.audits,
    listings: ledger.listings,
    schedules: ledger.schedules,
    tasks: ledger.tasks,
    queue: new RecordingQueue(),
    listingQueue,
    events: bus,
    pace: ledger.pace,
    known: ledger.known,
    limits,
    requestsPerSecond: 3,
    clock: Date.now,
    newId: randomUUID,
    ...over,
  };
  return createRouter(deps, recordingTools())(event, lambdaContext());
}

const audits = async () => (await ledger.audits.audits({ limit: 100 })).audits;

const requested = (detail: unknown, id = randomUUID()) => ({
  version: '0',
  id,
  source: 'crm',
  'detail-type': 'Audit Requested',
  detail,
});

const created = (key: string, id = randomUUID()) => ({
  id,
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'lists-bucket' }, object: { key, size: 3, etag: 'e' } },
});

describe('an event', () => {
  test('delivered twice is one audit, asked for by its source', async () => {
    const event = requested({ callIds: ['1', '2'], label: 'From the CRM' });
    await send(event);
    await send(event);
    expect(await audits()).toMatchObject([
      { requested: 2, requestedBy: 'event:crm', priority: 'event', label: 'From the CRM' },
    ]);
  });

  test('with a task token notes who waits, once', async () => {
    const event = requested({ callIds: ['1'], taskToken: 'token' });
    await send(event);
    await send(event);
    const [audit] = await audits();
    expect(await ledger.tasks.pendingTasks()).toMatchObject([
      { taskToken: 'token', auditId: audit?.auditId },
    ]);
  });

  test.each([
    ['no detail', undefined, 'detail'],
    ['a detail that is no object', 'all', 'detail'],
    ['two sources', { callIds: ['1'], known: true }, 'detail'],
    ['no source', { label: 'x' }, 'detail'],
    ['a number for an ID', { callIds: [1] }, 'callIds[0]'],
    ['another version', { schemaVersion: 2, known: true }, 'schemaVersion'],
    ['a range that ends before it begins', range('2026-01-02', '2026-01-01'), 'calls'],
    ['a range in the future', range('2026-01-01', '2999-01-01'), 'calls.toDateTime'],
    ['a key that is not known', { callIds: ['1'], host: 'x' }, 'detail'],
  ])('with %s is rejected with the reason, and not tried again', async (_, detail, field) => {
    const event = requested(detail);
    expect(await send(event)).toEqual({ auditIds: [] });
    expect(bus.published).toMatchObject([
      {
        detailType: 'Audit Rejected',
        detail: { eventId: `${event.id}-rejected`, requestId: event.id, field },
      },
    ]);
    expect(await audits()).toEqual([]);
  });

  test('that is rejected also tells the state machine', async () => {
    await send(requested({ callIds: [], taskToken: 'token' }));
    expect(await ledger.tasks.pendingTasks()).toMatchObject([
      { taskToken: 'token', rejection: { reason: 'callIds must not be empty' } },
    ]);
  });

  test('fails, to be tried again, when the ledger is not there', async () => {
    const noLedger = new Proxy(ledger.audits, {
      get: () => () => Promise.reject(new Error('no table')),
    });
    await expect(send(requested({ callIds: ['1'] }), { audits: noLedger })).rejects.toThrow();
    expect(bus.published).toEqual([]);
  });
});

function range(from: string, to: string) {
  return { calls: { fromDateTime: `${from}T00:00:00Z`, toDateTime: `${to}T00:00:00Z` } };
}

describe('a list that was put into the bucket', () => {
  test('is an audit of its calls, once an event', async () => {
    const event = created('lists/übersicht.csv');
    await send(event);
    await send(event);
    const [audit, second] = await audits();
    expect(second).toBeUndefined();
    expect(audit).toMatchObject({
      source: { kind: 'list', bucket: 'lists-bucket', key: 'lists/übersicht.csv' },
      requestedBy: 's3:lists-bucket',
      label: 'List lists/?bersicht.csv',
      isListing: true,
    });
    expect(listingQueue.sent[0]).toBe(audit?.auditId);
  });

  test('is not one if it is the report of another', async () => {
    await send(created('lists/a.csv.result.json'));
    expect(await audits()).toEqual([]);
  });
});

describe('a schedule', () => {
  const due = (scheduledAt: string, audit: object = { callsOfLastDays: 1 }) => ({
    schedule: 'nightly',
    scheduledAt,
    audit,
    label: 'Every night',
  });
  const day = (n: number) => Date.UTC(2026, 0, n, 2);

  test('fired twice is one audit; skipped, the gap is an audit of its own', async () => {
    for (const n of ['20', '20', '23', '20']) await send(due(`2026-01-${n}T02:00:00Z`));
    const windows = (await audits()).map(({ source }) => source);
    expect(windows).toHaveLength(3);
    for (const [from, to] of [
      [19, 20],
      [20, 22],
      [22, 23],
    ] as const) {
      expect(windows).toContainEqual({ kind: 'calls', from: day(from), to: day(to) });
    }
  });

  test('of the known calls is one audit a moment', async () => {
    const moment = '2026-01-20T02:00:00Z';
    for (let n = 0; n < 2; n++) await send(due(moment, { knownCalls: true }));
    expect(await audits()).toMatchObject([
      { source: { kind: 'known' }, requestedBy: 'schedule:nightly' },
    ]);
  });

  test('that is not valid fails', async () => {
    await expect(send(due('yesterday'))).rejects.toMatchObject({ field: 'scheduledAt' });
  });
});

describe('an invocation', () => {
  test('is answered with the audit', async () => {
    expect(await send({ callIds: ['1', '1'], idempotencyKey: 'k' })).toMatchObject({
      status: 'accepted',
      requested: 1,
      duplicates: 1,
      requestedBy: 'invocation',
    });
    await send({ callIds: ['1', '1'], idempotencyKey: 'k' });
    expect(await audits()).toHaveLength(1);
  });

  test.each([[{}], [null], [{ httpMethod: 'POST' }], [{ callIds: [] }], ['x'], [[1]]])(
    'with %j fails',
    async (event) => {
      await expect(send(event)).rejects.toMatchObject({ code: 'invalid-input' });
      expect(await audits()).toEqual([]);
    },
  );
});

test('a request of the HTTP API is still one', async () => {
  const body = { known: true, label: 'All' };
  const event = proxyEvent({ method: 'POST', resource: '/audits', body });
  expect(await send(event)).toMatchObject({ statusCode: 202 });
  expect(await audits()).toMatchObject([{ label: 'All', source: { kind: 'known' } }]);
});
