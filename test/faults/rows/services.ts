import assert from 'node:assert/strict';
import { down, overLimit, throttled } from '../effects';
import { scan } from '../invariants';
import { casesOf, type Row } from '../row';
import { acceptedAudit, announce, check, newCallIds, requestAudit, sweep } from '../stage/actions';
import { isRecord } from '../stage/json';
import type { Scene } from '../stage/scene';
import type { Effect } from '../stage/wire';
import { jsonOf, type WireRequest } from '../stage/wire-request';
import { everyToxic } from './connections';

const forever = Number.POSITIVE_INFINITY;
const ofDynamo = ({ service }: WireRequest) => service === 'dynamodb';

/** An audit, a check and a sweep, whatever becomes of them. */
async function work(scene: Scene): Promise<void> {
  const callIds = newCallIds(4);
  await requestAudit(scene, callIds);
  await scene.chunks.workOff(2);
  await check(scene, callIds);
  await sweep(scene);
}

export const serviceRows: Row[] = [
  {
    row: 17,
    fault: 'an answer near and over the size of an item, a change over that of an event',
    cases: [
      {
        name: 'a change of 5,000 users is stored and announced whole, in parts that fit',
        scene: { gong: { shareWithoutAccess: 1 } },
        isLong: true,
        run: async (scene) => {
          const [callId = ''] = newCallIds(1);
          await check(scene, [callId]);
          const grant = Array.from({ length: 5_000 }, (_, n) => `1${String(n).padStart(17, '0')}`);
          scene.gong.change(callId, { grant });
          const auditId = await acceptedAudit(scene, [callId]);
          killAtSecondPut(scene);
          await scene.chunks.workOff();
          assert.deepEqual(announced(scene, callId).sort(), grant, 'users are missing');
          await expectPagesThatFit(scene, auditId);
        },
      },
      {
        name: '25 calls with 4,000 users each',
        scene: { gong: { largeCalls: { share: 1, users: 4_000 }, shareWithoutAccess: 0 } },
        isLong: true,
        run: async (scene) => {
          const auditId = await acceptedAudit(scene, newCallIds(25));
          killAtSecondPut(scene);
          await scene.chunks.workOff(3);
          await expectPagesThatFit(scene, auditId);
        },
      },
    ],
  },
  {
    row: 19,
    fault: 'DynamoDB throttles, fails or is over a limit',
    cases: [
      everyToxic('DynamoDB', ofDynamo),
      ...casesOf(
        [
          { name: 'throttled three times', effect: throttled, times: 3 },
          { name: 'throttled without end', effect: throttled, times: forever },
          { name: 'over its limit, three times', effect: overLimit, times: 3 },
          { name: 'failing without end', effect: down, times: forever },
        ],
        ({ name, effect, times }) => ({
          name,
          run: async (scene) => {
            await acceptedAudit(scene, newCallIds(3));
            scene.faults.add({ on: ofDynamo, effect, times });
            await work(scene);
            assert(scene.faults.met > 0);
          },
        }),
      ),
    ],
  },
  {
    row: 21,
    fault: 'many writers, one key',
    cases: [
      {
        name: '50 requests for one audit with one key',
        run: async (scene) => {
          const callIds = newCallIds(5);
          const headers = { 'idempotency-key': 'race' };
          const replies = await Promise.all(
            Array.from({ length: 50 }, () => requestAudit(scene, callIds, headers)),
          );
          assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([202]));
          assert.equal(new Set(replies.map(({ body }) => body.auditId)).size, 1);
        },
      },
      {
        name: '50 different requests with one key',
        run: async (scene) => {
          const headers = { 'idempotency-key': 'race' };
          const replies = await Promise.all(
            newCallIds(50).map((callId) => requestAudit(scene, [callId], headers)),
          );
          const won = replies.filter(({ status }) => status === 202);
          assert.equal(won.length, 1, `${won.length} won`);
          const lost = new Set(replies.map(({ status }) => status));
          assert.deepEqual(lost, new Set([202, 422]));
        },
      },
      {
        name: 'audits and checks of one changing call',
        run: async (scene) => {
          const [callId = ''] = newCallIds(1);
          for (let n = 0; n < 6; n++) await acceptedAudit(scene, [callId]);
          const letters = await scene.chunks.take();
          const flips = Array.from({ length: 6 }, async (_, n) => {
            scene.gong.change(callId, n % 2 ? { revoke: ['777'] } : { grant: ['777'] });
            await check(scene, [callId]);
          });
          await Promise.all([...letters.map((each) => scene.chunks.deliver([each])), ...flips]);
        },
      },
    ],
  },
  {
    row: 27,
    fault: 'an item that has expired is still there',
    cases: [
      {
        name: 'facts carry no expiry, bookkeeping counts in seconds',
        run: async (scene) => {
          await work(scene);
          for (const { pk, expiresAt } of await scan(scene)) {
            const isFact = /^(AUDIT|BUCKET|SEEN|CHECK|FEED|USER)/.test(pk?.S ?? '');
            assert(!isFact || expiresAt === undefined, `${pk?.S} expires`);
            assert(Number(expiresAt?.N ?? 0) < 1e11, 'an expiry in milliseconds');
          }
        },
      },
      {
        name: 'what is remembered for hours is gone after them: an unknown call is asked for again',
        run: async (scene) => {
          const [callId = ''] = newCallIds(1);
          scene.gong.change(callId, { unknown: true });
          assert.equal((await check(scene, [callId])).status, 400);
          scene.gong.change(callId, { unknown: false, grant: ['42'] });
          const { arrivals } = scene.gong.stats();
          assert.equal((await check(scene, [callId])).status, 400, 'it was not remembered');
          assert.equal(scene.gong.stats().arrivals, arrivals);
          await scene.processes.passTime(7 * 3_600_000);
          const { status, text } = await check(scene, [callId]);
          assert.equal(status, 200, 'what has expired was taken for true');
          assert(text.includes('"42"'));
        },
      },
      {
        name: 'a proof of an announcement that is noted past its time is no proof',
        run: async (scene) => {
          const [callId = ''] = newCallIds(1);
          assert.equal((await announce(scene, callId)).status, 200);
          await scene.processes.passTime(600_000);
          assert.equal((await announce(scene, callId)).status, 401, 'an expired token was taken');
        },
      },
    ],
  },
  {
    row: 29,
    fault: 'a read that is older than the last write',
    cases: [
      {
        name: 'reads that need not be strong see nothing at all',
        run: async (scene) => {
          const callIds = newCallIds(3);
          await acceptedAudit(scene, callIds);
          await scene.chunks.workOff(1);
          for (const callId of callIds) scene.gong.change(callId, { grant: ['42'] });
          const auditId = await acceptedAudit(scene, callIds);
          scene.faults.add({
            on: isWeakRead,
            effect: { kind: 'answer', status: 200, body: nothingFound },
            times: forever,
          });
          await scene.chunks.workOff(2);
          scene.faults.clear();
          const { body } = await scene.http.get(`/audits/${auditId}`);
          assert.equal(body.status, 'completed');
        },
      },
    ],
  },
  {
    row: 30,
    fault: 'the shared limiter is throttled, slow or down',
    cases: casesOf(
      [
        { name: 'throttled without end', effect: throttled, isClosed: true },
        { name: 'down', effect: down, isClosed: true },
        { name: 'slow', effect: { kind: 'delay', ms: 700, when: 'before' } as Effect },
      ],
      ({ name, effect, isClosed }) => ({
        name,
        run: async (scene) => {
          await acceptedAudit(scene, newCallIds(3));
          const letters = await scene.chunks.take();
          scene.faults.add({
            on: ({ body }) => body.includes('"PACE"'),
            effect,
            times: isClosed ? forever : 6,
          });
          const { failed } = await scene.chunks.deliver(letters);
          if (!isClosed) return;
          assert.equal(scene.gong.stats().arrivals, 0, 'Gong was asked without a limiter');
          assert.equal(failed.length, letters.length, 'the message was not kept');
          const asked = scene.requests.filter(({ body }) => body.includes('"PACE"')).length;
          assert(asked <= 60, `it spins: ${asked} requests to the limiter`);
          const reply = await check(scene, newCallIds(1));
          assert.equal(reply.status, 503);
        },
      }),
    ),
  },
  {
    row: 32,
    fault: 'an event is accepted and then dropped',
    cases: [
      {
        name: 'the bus is that of the stack, and entries are valid',
        run: async (scene) => {
          await work(scene);
          assert(scene.buses.events().length > 0);
          for (const { bus } of scene.buses.events()) assert(scene.model.buses.includes(bus));
          const named = scene.model.functions.flatMap((fn) => fn.environment.EVENT_BUS_NAME ?? []);
          assert(named.every((name) => scene.model.buses.includes(name)));
        },
      },
    ],
  },
];

function killAtSecondPut({ faults }: Scene): void {
  const on = ({ point }: WireRequest) => point.startsWith('PutItem');
  faults.add({ on, effect: { kind: 'kill', when: 'after' }, after: 1 });
}

async function expectPagesThatFit({ http }: Scene, auditId: string): Promise<void> {
  const page = await http.get(`/audits/${auditId}/observations`);
  assert.equal(page.status, 200);
  assert(Buffer.byteLength(page.text) <= 5_500_000);
}

/** Users that were told to have been granted a call, each once; no event is larger than the bus takes. */
function announced({ buses }: Scene, callId: string): string[] {
  const users = new Set<string>();
  for (const { event } of buses.events()) {
    const detail = event.detail as { callId?: string; users: { userId: string }[] };
    if (event['detail-type'] !== 'Access Granted' || detail.callId !== callId) continue;
    assert(Buffer.byteLength(JSON.stringify(detail)) <= 256 * 1024, 'an event is too large');
    for (const { userId } of detail.users) users.add(userId);
  }
  return [...users];
}

/** Reads without `ConsistentRead` may see any earlier state: here, the empty table. */
const isWeakRead = (request: WireRequest): boolean => {
  if (!['Query', 'GetItem', 'BatchGetItem'].includes(request.operation)) return false;
  const { RequestItems, ...single } = jsonOf(request);
  const reads = isRecord(RequestItems) ? Object.values(RequestItems) : [single];
  return reads.some((read) => !isRecord(read) || read.ConsistentRead !== true);
};

const nothingFound = { Count: 0, ScannedCount: 0, Items: [], Responses: {} };
