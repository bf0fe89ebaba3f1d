import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inLedgerOrder } from '../../lambdas/domain/call-ids';
import type { LedgerEvent } from '../../lambdas/domain/events';
import type { Observation } from '../../lambdas/domain/observation';
import { AnswerCount } from '../../lambdas/domain/outage';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { type HttpServer, startHttp } from '../support/http-server';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingQueue } from '../support/recording-ports';
import { expectAnnounced, expectHistory } from './expect-history';
import { Timeline, type Truth } from './timeline-gong';

let ledger: TestLedger;
let parent: HttpServer;
let folder: string;
let timeline: Timeline;
let published: LedgerEvent[];

beforeAll(async () => {
  ledger = await startLedger();
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
  const entryPoints = [require.resolve('./killed-run')];
  await build({ entryPoints, outdir: folder, bundle: true, platform: 'node', logLevel: 'error' });
  parent = await startHttp((request, body, response) => {
    const given = JSON.parse(body);
    if (request.url === '/events') published.push(...given);
    response.end(JSON.stringify(request.url === '/gong' ? timeline.ask(given) : {}));
  });
});
afterAll(async () => {
  await parent.stop();
  await ledger.stop();
  await rm(folder, { recursive: true });
});

/** By the last digit of a call: what Gong says first, and what later. */
const truths: readonly (readonly [Truth, Truth])[] = [
  [
    ['1', '2'],
    ['1', '2'],
  ],
  [['1'], ['1', '02']],
  [['1', '2'], []],
  [[], 'absent'],
  ['unknown', 'unknown'],
];

/** One audit is done; the process that works on the next one dies after its n-th write. */
async function play(n: number): Promise<{ died: string | undefined; callIds: string[] }> {
  published = [];
  const callIds = truths.map((_, i) => `${1_000 + n}00${i}`);
  const truthAt = (callId: string, slot: number): Truth =>
    truths[Number(callId.at(-1))]?.[slot <= lastOfFirst ? 0 : 1] ?? [];
  let lastOfFirst = Number.MAX_SAFE_INTEGER;
  timeline = new Timeline(truthAt, Date.UTC(2026, 0, n), 1_000);
  await deliver(await accept(callIds));
  lastOfFirst = timeline.log.size;
  const second = await accept(callIds);
  const died = await runAndDie(second, n);
  await deliver(second);
  const audit = await ledger.audits.audit(second);
  expect(audit).toMatchObject({ status: 'completed', requested: callIds.length });
  expect(audit?.totals).toEqual({ granted: 2, none: 1, notReturned: 1, notFound: 1, failed: 0 });
  return { died, callIds };
}

let audits = 0;
async function accept(callIds: readonly string[]): Promise<string> {
  const newId = () => `killed-${++audits}`;
  const deps = { ...ledger, queue: new RecordingQueue(), clock: Date.now, newId };
  const request = { callIds, priority: 'bulk', requestedBy: 'test' } as const;
  return (await requestAudit({ ...deps, requestsPerSecond: 3 }, request)).auditId;
}

function deliver(auditId: string) {
  const events = {
    publish: async (some: readonly LedgerEvent[]) => {
      published.push(...some);
    },
  };
  const gong = new AnswerCount({ usersAccess: async (callIds) => timeline.ask(callIds) });
  const deps = { ...ledger, events, gong, clock: Date.now };
  const attempt = { deadline: Date.now() + 60_000, isRepeat: false, isLast: false };
  return runChunk(deps, { schemaVersion: 1, auditId, chunk: 0 }, attempt);
}

/** @returns the write after which the process died; nothing if it came to its end */
function runAndDie(auditId: string, n: number): Promise<string | undefined> {
  const program = join(folder, 'killed-run.js');
  const args = [program, parent.endpoint, ledger.tableName, auditId, String(n)];
  const options = { env: { ...process.env } };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (!error) resolve(undefined);
      else if (error.signal === 'SIGKILL') resolve(stdout);
      else reject(new Error(stderr));
    });
  });
}

/** What the timeline's log says of each call: observed alone, or in a request that was answered. */
function observationsOf(callId: string): Observation[] {
  const about = [...timeline.log.values()].filter(({ callIds }) => callIds.includes(callId));
  return about.flatMap(({ slot, requestId, kind, callIds }): Observation[] => {
    const truth = timeline.truthAt(callId, slot);
    const seen = { callId, observedAt: slot, requestId };
    if (kind === 'answered' && truth === 'absent') {
      return [{ ...seen, outcome: 'not-returned', users: [] }];
    }
    if (kind === 'answered' && typeof truth !== 'string') {
      return [
        { ...seen, outcome: truth.length > 0 ? 'granted' : 'none', users: [...truth].sort() },
      ];
    }
    return callIds.length === 1 ? [{ ...seen, outcome: 'not-found', users: [] }] : [];
  });
}

test('killed after any of its writes, and delivered again, a chunk has its one effect', async () => {
  const deaths: string[] = [];
  for (let n = 1; n < 40; n++) {
    const { died, callIds } = await play(n);
    for (const callId of inLedgerOrder(callIds)) {
      await expectHistory(ledger.calls, callId, observationsOf(callId));
    }
    await expectAnnounced(ledger.calls, callIds, published);
    if (died === undefined) break;
    deaths.push(died);
  }
  // Evidence, receipts, states, history, feed, bus, outboxes, count, end of the audit, its event, list of work.
  expect(deaths.length).toBeGreaterThan(10);
  expect(deaths).toEqual(expect.arrayContaining(['PutEvents', 'BatchWriteItemCommand']));
}, 120_000);
