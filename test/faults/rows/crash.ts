import assert from 'node:assert/strict';
import { inLedgerOrder } from '../../../lambdas/domain/call-ids';
import { down, throttled } from '../effects';
import { type Case, casesOf, type Row } from '../row';
import {
  acceptedAudit,
  acceptedListing,
  announce,
  check,
  ledgerOf,
  newCallIds,
  requestAudit,
  sweep,
} from '../stage/actions';
import type { Scene } from '../stage/scene';
import type { Effect, Fault } from '../stage/wire';
import type { WireRequest } from '../stage/wire-request';

type When = 'before' | 'after';

/** Something that one function does, during which its process dies. */
interface Act {
  readonly name: string;
  readonly folder: string;
  /** What comes before; gives the calls that the act is about. */
  prepare(scene: Scene): Promise<readonly string[]>;
  /** The act, which may be cut off, and what one who got no answer does then. */
  run(scene: Scene, callIds: readonly string[]): Promise<unknown>;
  /** What shows at the end that nothing was lost, beside the invariants. @param callIds of all runs */
  finish?(scene: Scene, callIds: readonly string[]): Promise<void>;
}

const callsPerDay = 8;
/** The calls of a day come in two pages. */
const gong = { callsPerDay, pageSize: 5 };

/** Calls that are known already and have changed since: the longest way through the ledger. */
async function changedCalls(scene: Scene): Promise<string[]> {
  const callIds = newCallIds(2);
  await check(scene, callIds);
  for (const callId of callIds) scene.gong.change(callId, { grant: ['11111111', '22222222'] });
  return callIds;
}

const chunk: Act = {
  name: 'a chunk whose calls have changed',
  folder: 'run-chunk',
  prepare: async (scene) => {
    const callIds = await changedCalls(scene);
    await acceptedAudit(scene, callIds);
    return callIds;
  },
  run: (scene) => scene.chunks.workOff(1),
};

const acts: readonly Act[] = [
  chunk,
  {
    name: 'a check of calls that have changed',
    folder: 'check-access',
    prepare: changedCalls,
    run: async (scene, callIds) => {
      if ((await check(scene, callIds)).status !== 200) await check(scene, callIds);
    },
  },
  {
    name: 'an audit taken in, then asked for again',
    folder: 'request-audit',
    prepare: async () => newCallIds(210),
    run: async (scene, callIds) => {
      const headers = { 'idempotency-key': callIds[0] ?? '' };
      if ((await requestAudit(scene, callIds, headers)).status === 202) return;
      assert.equal((await requestAudit(scene, callIds, headers)).status, 202);
    },
  },
  {
    name: 'a sweep that resumes and feeds audits',
    folder: 'sweep',
    prepare: async (scene) => {
      const callIds = newCallIds(2);
      const auditId = await acceptedAudit(scene, callIds);
      await scene.http.post(`/audits/${auditId}/pause`, '');
      // What is in the queue is acknowledged unworked, for the sweep to send again.
      await scene.chunks.workOff(1);
      await scene.http.post(`/audits/${auditId}/resume`, '');
      return callIds;
    },
    run: sweep,
  },
  {
    name: 'the calls of a day listed',
    folder: 'list-calls',
    prepare: (scene) => acceptedListing(scene, scene.accepted.length, callsPerDay),
    run: async (scene) => {
      if ((await scene.listings.workOff(1)) === 0) return;
      // Nobody else lists these calls until the one who died would have been ended.
      await scene.processes.passTime(leaseMs);
      await scene.listings.workOff(1);
    },
  },
  {
    name: 'a call announced by Gong',
    folder: 'receive-webhook',
    prepare: async () => newCallIds(1),
    run: async (scene, [callId = '']) => {
      if ((await announce(scene, callId)).status === 200) return;
      assert.equal((await announce(scene, callId)).status, 200);
    },
    finish: async (scene, callIds) => {
      await scene.processes.passTime(scene.webhook.delay * 1_000 + 10_000);
      await sweep(scene);
      await scene.chunks.workOff();
      const states = await ledgerOf(scene).calls.states(inLedgerOrder(callIds), {
        consistent: true,
      });
      assert.equal(states.size, callIds.length, 'I1: a call that was announced was not audited');
    },
  },
];

/** Longer than a listing may take. */
const leaseMs = 16 * 60_000;

/** What else goes wrong after the restart. */
const others: Readonly<Record<string, (scene: Scene) => void>> = {
  'nothing else': () => undefined,
  'DynamoDB throttles': befalls(({ service }) => service === 'dynamodb', throttled, 2),
  'events are refused': befalls(({ operation }) => operation === 'PutEvents', down, 2),
  'Gong answers 503': ({ gong }) => gong.addFaults({ kind: 'answer', status: 503 }),
  "Gong's answer is cut off": ({ gong }) => gong.addFaults({ kind: 'truncate', atByte: 60 }),
  'a write is done, its answer lost': befalls(
    ({ operation }) => /^(Put|Update)Item/.test(operation),
    { kind: 'reset', when: 'after' },
    1,
  ),
};

function befalls(on: Fault['on'], effect: Effect, times: number) {
  return ({ faults }: Scene) => faults.add({ on, effect, times });
}

/** More requests than any act makes. */
const mostRequests = 60;

/**
 * The process dies at its first request, in the next run at its second, and so on until the act is over before that.
 * @returns how often it died
 */
async function killEverywhere(
  scene: Scene,
  act: Act,
  when: When,
  afterwards: (n: number) => (scene: Scene) => void,
  isCold = false,
): Promise<number> {
  const touched: string[] = [];
  const isOwn = ({ functionName }: WireRequest) => functionName === scene.functionName(act.folder);
  for (let n = 0; n < mostRequests; n++) {
    const callIds = await act.prepare(scene);
    touched.push(...callIds.slice(0, 2));
    if (isCold) await scene.processes.retire(scene.functionName(act.folder));
    const before = scene.faults.met;
    const other = afterwards(n);
    const onDeath = () => other(scene);
    scene.faults.add({ on: isOwn, effect: { kind: 'kill', when, onDeath }, after: n });
    await act.run(scene, callIds);
    const died = scene.faults.met > before;
    await act.run(scene, callIds);
    scene.faults.clear();
    scene.gong.clearFaults();
    await scene.chunks.workOff(2);
    if (!died) {
      await act.finish?.(scene, touched);
      await acceptedAudit(scene, touched);
      return n;
    }
  }
  throw new Error(`${act.name} makes more than ${mostRequests} requests`);
}

const names = Object.keys(others);
const otherNamed = (name: string | undefined) => others[name ?? ''] ?? (() => undefined);

const cases: Case[] = (['before', 'after'] as const).flatMap((when) => [
  ...acts.map((act) => ({
    name: `${act.name}: killed ${when} each request, another fault each time`,
    isLong: true as const,
    scene: { gong },
    run: (scene: Scene) =>
      killEverywhere(scene, act, when, (n) => otherNamed(names[n % names.length]), true),
  })),
]);

/** To have died after one request is to have died before the next: one of the two for each of the others. */
const products: Case[] = names.map((name) => ({
  name: `${chunk.name}: killed before each request, then ${name}`,
  isLong: true,
  run: (scene) => killEverywhere(scene, chunk, 'before', () => otherNamed(name)),
}));

/** One death of those above, for a sample. */
const single: Case[] = casesOf([0, 3, 6, 9, 12, 15, 18], (n) => ({
  name: `${chunk.name}: killed once, at request ${n}`,
  run: async (scene) => {
    await chunk.prepare(scene);
    await scene.processes.retire();
    const isOwn = ({ functionName }: WireRequest) =>
      functionName === scene.functionName('run-chunk');
    const when = n % 2 === 0 ? 'before' : 'after';
    scene.faults.add({ on: isOwn, effect: { kind: 'kill', when }, after: n });
    await chunk.run(scene, []);
    assert.equal(scene.faults.met, 1, 'it did not die');
  },
}));

/** What ends the function each time, alone or not, as too large an answer would. */
const poison: Case = {
  name: 'a chunk that ends its function each time is given up, and takes no other with it',
  allowed: { failed: true },
  run: async (scene) => {
    const [callId = '', known = '', ...others] = newCallIds(7);
    // Credentials that Gong has taken: else this chunk may be the one to try them, and the others wait minutes for it.
    assert.equal((await check(scene, [known])).status, 200);
    const poisoned = await acceptedAudit(scene, [callId]);
    const audits = await Promise.all(others.map((other) => acceptedAudit(scene, [other])));
    scene.faults.add({
      on: ({ service, body }) => service === 'gong' && body.includes(callId),
      effect: { kind: 'kill', when: 'before' },
      times: Number.POSITIVE_INFINITY,
    });
    for (let receive = 1; receive <= 5; receive++) await scene.chunks.workOff(1);
    assert(scene.faults.met <= 3, `the function ended ${scene.faults.met} times`);
    const { body } = await scene.http.get(`/audits/${poisoned}/observations`);
    const [{ outcome, reason } = {}] = body.observations as Record<string, unknown>[];
    assert.deepEqual([outcome, reason], ['failed', 'worker-crashed']);
    assert.equal((await scene.http.get(`/audits/${poisoned}`)).body.status, 'failed');
    for (const auditId of audits) {
      assert.equal((await scene.http.get(`/audits/${auditId}`)).body.status, 'completed');
    }
  },
};

export const crashRows: Row[] = [
  {
    row: 7,
    fault: 'kill -9 at every request, times every other fault',
    cases: [...cases, ...products, ...single, poison],
  },
  {
    row: 16,
    fault: 'a crash half way through a fan-out of 10,000',
    cases: casesOf([1, 4, 8], (n) => ({
      name: `100 chunks, killed at write ${n}`,
      isLong: true,
      run: async (scene) => {
        const callIds = newCallIds(10_000);
        const headers = { 'idempotency-key': 'fan-out' };
        const isWrite = ({ operation }: WireRequest) => /^(BatchWrite|SendMessage)/.test(operation);
        scene.faults.add({ on: isWrite, effect: { kind: 'kill', when: 'after' }, after: n });
        assert.equal((await requestAudit(scene, callIds, headers)).status, 502);
        assert.equal((await requestAudit(scene, callIds, headers)).status, 202);
      },
    })),
  },
  {
    row: 23,
    fault: 'a crash between write and publish',
    cases: [
      {
        name: 'the event still goes out, once',
        run: async (scene) => {
          await chunk.prepare(scene);
          scene.faults.add({ on: isPublishing, effect: { kind: 'kill', when: 'before' } });
          await scene.chunks.workOff();
          assert.equal(scene.faults.met, 1);
          assert.deepEqual(await grantedEvents(scene), { events: 2, ids: 2 });
        },
      },
    ],
  },
  {
    row: 24,
    fault: 'a crash after publish, before it is noted',
    cases: [
      {
        name: 'the event comes again with the same id',
        run: async (scene) => {
          await chunk.prepare(scene);
          scene.faults.add({ on: isPublishing, effect: { kind: 'kill', when: 'after' } });
          await scene.chunks.workOff();
          assert.equal(scene.faults.met, 1);
          const { events, ids } = await grantedEvents(scene);
          assert.equal(ids, 2);
          assert(events > ids, 'nothing came again: it did not die where it should');
        },
      },
    ],
  },
];

const isPublishing = ({ operation }: WireRequest) => operation === 'PutEvents';

async function grantedEvents({ buses }: Scene): Promise<{ events: number; ids: number }> {
  const granted = buses.events().filter(({ event }) => event['detail-type'] === 'Access Granted');
  const ids = new Set(granted.map(({ event }) => (event.detail as { eventId: string }).eventId));
  return { events: granted.length, ids: ids.size };
}
