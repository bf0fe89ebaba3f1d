import { randomUUID } from 'node:crypto';
import { GongCallLister } from '../../lambdas/adapters/gong/call-lister';
import { GongCredentials } from '../../lambdas/adapters/gong/credentials';
import type { AuditSource } from '../../lambdas/domain/audit-source';
import { GongRefused, GongUnavailable, NoSlot } from '../../lambdas/domain/errors';
import { type ListCallsDeps, listAuditCalls } from '../../lambdas/domain/list-audit-calls';
import { requestListedAudit } from '../../lambdas/domain/request-listed-audit';
import { sweepTriggers } from '../../lambdas/domain/sweep-triggers';
import { type GongStandIn, startGongStandIn } from '../../local/gong/stand-in';
import { OpenPacer } from '../adapters/gong/open-pacer';
import { MemoryCallLists } from '../support/call-lists';
import { startLedger, type TestLedger } from '../support/ledger';
import {
  RecordingBus,
  RecordingListingQueue,
  RecordingQueue,
  RecordingTasks,
} from '../support/recording-ports';

const hour = 3_600_000;
const january = Date.UTC(2026, 0, 1);

let ledger: TestLedger;
let standIn: GongStandIn;
let pacer: OpenPacer;
let queue: RecordingQueue;
let listingQueue: RecordingListingQueue;
let events: RecordingBus;
let lists: MemoryCallLists;
let now: number;

beforeAll(async () => {
  ledger = await startLedger();
  standIn = await startGongStandIn({
    shareUnknown: 0,
    requestsPerSecond: 10_000,
    requestsPerDay: 1e6,
  });
});
afterAll(async () => {
  await standIn.close();
  await ledger.stop();
});
beforeEach(() => {
  standIn.reset();
  standIn.patch({ cursorLifetimeMs: hour, missingScopes: [] });
  pacer = new OpenPacer();
  queue = new RecordingQueue();
  listingQueue = new RecordingListingQueue();
  events = new RecordingBus();
  lists = new MemoryCallLists();
  now = Date.UTC(2026, 5, 1);
});

const credentials = () =>
  GongCredentials.basic('v1', new URL(standIn.url), 'stand-in-key', 'stand-in-secret');

function deps(): ListCallsDeps {
  const source = { current: async () => credentials(), refresh: async () => credentials() };
  return {
    audits: ledger.audits,
    listings: ledger.listings,
    known: ledger.known,
    lists,
    lister: new GongCallLister({ pacer, credentials: source, clock: Date.now, random: () => 0 }),
    queue,
    events,
    requestsPerSecond: 3,
    clock: () => now,
  };
}

async function requested(source: AuditSource): Promise<string> {
  const parts = { ...deps(), listingQueue, newId: randomUUID };
  const order = { source, priority: 'bulk', requestedBy: 'test' } as const;
  return (await requestListedAudit(parts, order)).auditId;
}

const run = (auditId: string, isLast = false) =>
  listAuditCalls(deps(), auditId, { deadline: Date.now() + 20_000, end: now + 300_000, isLast });

const callsOf = async (auditId: string) => {
  const chunks = await ledger.audits.chunks(auditId, 0, 10_000);
  return [...chunks.values()].flat().sort();
};

const range = (hours: number) =>
  ({ kind: 'calls', from: january, to: january + hours * hour }) as const;
/** The stand-in has 200 calls a day from the first of January on. */
const callsOfHours = (hours: number) => standIn.callIds(Math.ceil((hours * 200) / 24)).sort();

describe('calls listed from Gong', () => {
  it('are those of the range, each once; then their chunks are in the queue', async () => {
    const auditId = await requested(range(30));
    expect(listingQueue.sent).toEqual([auditId]);
    expect(await ledger.audits.audit(auditId)).toMatchObject({ requested: 0, isListing: true });
    expect(await run(auditId)).toBe('listed');
    expect(await callsOf(auditId)).toEqual(callsOfHours(30));
    const audit = await ledger.audits.audit(auditId);
    expect(audit).toMatchObject({ requested: 250, chunks: 3, announcedAt: now });
    expect(audit?.isListing).toBeUndefined();
    expect(queue.sent.map(({ chunk }) => chunk)).toEqual([0, 1, 2]);
    expect(pacer.versions).toHaveLength(3);
  });

  it('of an empty range are none, and the audit is complete', async () => {
    const auditId = await requested({ kind: 'calls', from: 0, to: hour });
    await run(auditId);
    expect(await ledger.audits.audit(auditId)).toMatchObject({
      status: 'completed',
      requested: 0,
    });
    expect(events.published.map(({ detailType }) => detailType)).toEqual(['Audit Completed']);
    expect(await ledger.audits.running()).not.toContain(auditId);
  });

  it('are gone on with where a delivery was cut off', async () => {
    const auditId = await requested(range(40));
    pacer.beforeSlot = async () => {
      if (pacer.versions.length === 2) throw new NoSlot('deadline');
    };
    expect(await run(auditId)).toBe('left');
    expect(await ledger.audits.audit(auditId)).toMatchObject({ isListing: true });
    pacer.beforeSlot = async () => undefined;
    expect(await run(auditId)).toBe('listed');
    expect(await callsOf(auditId)).toEqual(callsOfHours(40));
    expect(pacer.versions).toHaveLength(4);
  });

  it('are listed anew from the window when the cursor has expired, and none is lost', async () => {
    const auditId = await requested(range(40));
    pacer.beforeSlot = async () => {
      standIn.patch({ cursorLifetimeMs: pacer.versions.length === 0 ? 0 : hour });
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    expect(await run(auditId)).toBe('listed');
    expect(await callsOf(auditId)).toEqual(callsOfHours(40));
    expect((await ledger.audits.audit(auditId))?.duplicates).toBe(100);
  });

  it('are asked for by one function at a time', async () => {
    const auditId = await requested(range(1));
    await ledger.listings.lease(auditId, now, now + 1_000);
    expect(await run(auditId)).toBe('left');
    now += 2_000;
    expect(await run(auditId)).toBe('listed');
  });

  it('wait while the day is spent', async () => {
    const auditId = await requested(range(1));
    pacer.beforeSlot = async () => {
      throw new NoSlot('day-spent', now + hour);
    };
    expect(await run(auditId)).toBe('left');
    expect(await ledger.audits.audit(auditId)).toMatchObject({
      status: 'paused',
      pause: { reason: 'day-spent', until: now + hour },
    });
  });

  const failing = (error: Error) => ({ ...deps(), lister: { page: () => Promise.reject(error) } });
  const attempt = () => ({ deadline: now, end: now + 1, isLast: false });

  it('wait for the sweep while Gong is not available', async () => {
    const auditId = await requested(range(1));
    const unavailable = failing(new GongUnavailable('status-503'));
    expect(await listAuditCalls(unavailable, auditId, attempt())).toBe('left');
    expect(await ledger.audits.audit(auditId)).toMatchObject({ status: 'accepted' });
    expect(await ledger.listings.takeDue(now, now + 1)).toContain(auditId);
  });

  it('fail the audit when Gong refuses for good', async () => {
    const auditId = await requested(range(1));
    const refused = failing(new GongRefused(400));
    expect(await listAuditCalls(refused, auditId, attempt())).toBe('listed');
    expect(await ledger.audits.audit(auditId)).toMatchObject({
      status: 'failed',
      failure: 'gong-refused',
    });
  });

  it('are not listed for an audit that was cancelled', async () => {
    const auditId = await requested(range(1));
    await ledger.audits.update(auditId, ['accepted'], { status: 'cancelled' });
    expect(await run(auditId)).toBe('listed');
    expect(pacer.versions).toEqual([]);
    expect(await callsOf(auditId)).toEqual([]);
  });
});

describe('a list', () => {
  const list = (key: string) => ({ kind: 'list', bucket: 'lists', key }) as const;

  it('is audited but for its bad lines, which are told beside it', async () => {
    lists.texts.set('a.csv', 'callId\n3\nx\n1\n2\n1\n');
    const auditId = await requested(list('a.csv'));
    await run(auditId);
    expect(await callsOf(auditId)).toEqual(['1', '2', '3']);
    expect(await ledger.audits.audit(auditId)).toMatchObject({ requested: 3, duplicates: 1 });
    expect(lists.reports.get('a.csv')).toEqual({
      schemaVersion: 1,
      auditId,
      etag: 'etag',
      lines: 6,
      named: 4,
      badLines: 1,
      bad: [{ line: 3, problem: 'not-a-call-id' }],
      requested: 3,
      duplicates: 1,
    });
  });

  it.each([
    ['that is not there', undefined, 'list-not-found'],
    ['without calls', 'x\ny\n', 'list-without-calls'],
    ['without a column of calls', 'name,owner\n', 'list-without-call-id-column'],
  ])('%s fails its audit for good, once', async (_, text, failure) => {
    const key = randomUUID();
    if (text !== undefined) lists.texts.set(key, text);
    const auditId = await requested(list(key));
    expect(await run(auditId)).toBe('listed');
    expect(await run(auditId)).toBe('listed');
    expect(await ledger.audits.audit(auditId)).toMatchObject({ status: 'failed', failure });
    expect(events.published[0]).toMatchObject({
      detailType: 'Audit Failed',
      detail: { reason: failure, requested: 0 },
    });
    expect(await ledger.audits.running()).not.toContain(auditId);
  });

  it('that cannot be read now is given back, and fails the audit at the last delivery', async () => {
    const auditId = await requested(list('b'));
    lists.open = () => Promise.reject(new Error('no network'));
    await expect(run(auditId)).rejects.toThrow('no network');
    expect(await ledger.audits.audit(auditId)).toMatchObject({ status: 'accepted' });
    await expect(run(auditId, true)).rejects.toThrow('no network');
    expect(await ledger.audits.audit(auditId)).toMatchObject({
      status: 'failed',
      failure: 'internal-error',
    });
  });
});

describe('the known calls', () => {
  it('are all that the ledger has a state of', async () => {
    const callIds = ['00017', '17', '99999999999999999999'];
    const snapshot = { outcome: 'none', users: [], observedAt: 1, requestId: 'r' } as const;
    const evidence = { pk: 'AUDIT#a', sk: 'EVIDENCE#000000' };
    for (const callId of callIds) {
      await ledger.calls.createState({
        ...{ callId, version: 1, auditId: 'a', evidence },
        ...snapshot,
      });
    }
    const auditId = await requested({ kind: 'known' });
    await run(auditId);
    expect(await callsOf(auditId)).toEqual([...callIds].sort());
  });
});

describe('the sweep', () => {
  const sweepNow = () =>
    sweepTriggers({
      ...{ ...deps(), listings: ledger.listings, listingQueue, newId: randomUUID },
      ...{ dueCalls: ledger.dueCalls, tasks: ledger.tasks, taskAnswers: new RecordingTasks() },
    });

  it('sends a listing that nobody works on again, but not while it is fresh or leased', async () => {
    const auditId = await requested(range(1));
    listingQueue.sent.length = 0;
    await sweepNow();
    expect(listingQueue.sent).not.toContain(auditId);
    now += 7 * 60_000;
    await sweepNow();
    expect(listingQueue.sent).toContain(auditId);
    await ledger.listings.lease(auditId, now, now + 20 * 60_000);
    listingQueue.sent.length = 0;
    now += 10 * 60_000;
    await sweepNow();
    expect(listingQueue.sent).not.toContain(auditId);
  });
});

test('a window that is not over is refused', async () => {
  await expect(requested({ kind: 'calls', from: now, to: now + hour })).rejects.toMatchObject({
    field: 'calls.toDateTime',
  });
});
