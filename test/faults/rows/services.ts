import assert from 'node:assert/strict';
import { down, overLimit, throttled } from '../effects';
import { scan } from '../invariants';
import { casesOf, type Row } from '../row';
import {
  acceptedAudit,
  announce,
  check,
  ledgerOf,
  newCallIds,
  requestAudit,
  sweep,
} from '../stage/actions';
import { isRecord } from '../stage/json';
import type { Scene } from '../stage/scene';
import type { Effect } from '../stage/wire';
import { jsonOf, type WireRequest } from '../stage/wire-request';
import { everyToxic } from './connections';

const forever = Number.POSITIVE_INFINITY;
const asks = (operation: string) => (request: WireRequest) => request.operation === operation;
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
    row: 15,
    fault: 'SendMessageBatch takes only some, with a 200',
    cases: [
      everyToxic('SQS', ({ service }) => service === 'sqs'),
      ...casesOf(['the first', 'all', 'one, and does not name it'], (which) => ({
        name: `it refuses ${which}`,
        run: async (scene) => {
          const isRefused = (n: number) => which === 'all' || n === 0;
          scene.faults.add({
            on: asks('SendMessageBatch'),
            effect: partOfBatch(isRefused, which.includes('name')),
            times: 2,
          });
          const auditId = await acceptedAudit(scene, newCallIds(250));
          assert.equal(scene.faults.met, 2, 'what was refused was not sent again');
          const { dispatched } = (await ledgerOf(scene).audits.audit(auditId)) ?? {};
          const letters = await scene.chunks.take();
          assert(letters.length >= (dispatched ?? 0), 'it is taken for sent, and was not');
          await scene.chunks.giveBack(letters);
        },
      })),
    ],
  },
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
    row: 20,
    fault: 'parts of a batch are left unprocessed',
    cases: [
      {
        name: 'some of each write and read, at random',
        run: async (scene) => {
          for (const operation of ['BatchWriteItem', 'BatchGetItem']) {
            scene.faults.add({ on: asks(operation), effect: leftUnprocessed, times: 6 });
          }
          await acceptedAudit(scene, newCallIds(250));
          await scene.chunks.workOff(3);
          assert(scene.faults.met > 0, 'no batch came by');
        },
      },
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
    row: 31,
    fault: 'PutEvents takes only some, with a 200',
    cases: [
      everyToxic('EventBridge', asks('PutEvents')),
      ...casesOf(['the first', 'all', 'none, and counts 0'], (which) => ({
        name: `it refuses ${which}`,
        run: async (scene) => {
          const callIds = newCallIds(12);
          await check(scene, callIds);
          for (const callId of callIds) scene.gong.change(callId, { grant: ['42'] });
          const isRefused = (n: number) => which === 'all' || (which === 'the first' && n === 0);
          scene.faults.add({ on: asks('PutEvents'), effect: partOfEvents(isRefused), times: 3 });
          await acceptedAudit(scene, callIds);
          await scene.chunks.workOff();
          assert(scene.faults.met > 0);
          scene.faults.clear();
          const granted = new Set(
            scene.buses
              .events()
              .filter(({ event }) => event['detail-type'] === 'Access Granted')
              .map(({ event }) => (event.detail as { eventId: string }).eventId),
          );
          if (which !== 'all') assert.equal(granted.size, 12);
        },
      })),
    ],
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

/** Some entries of a batch do not reach the queue, and the answer says so; or it does not tell of them at all. */
const partOfBatch = (isRefused: (n: number) => boolean, isSilent: boolean): Effect =>
  partly(isRefused, ({ Successful = [] }, entries) => {
    const refused = entries.filter((_, n) => isRefused(n));
    const Failed = refused.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' }));
    return { Successful, Failed: isSilent ? [] : Failed };
  });

/** Some entries do not reach the bus; the answer lists what became of each in the order of the request. */
const partOfEvents = (isRefused: (n: number) => boolean): Effect =>
  partly(isRefused, ({ Entries = [] }, entries) => {
    const taken = [...(Entries as object[])];
    const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'made up' };
    const told = entries.map((_, n) => (isRefused(n) ? refused : taken.shift()));
    return { FailedEntryCount: told.filter((each) => each === refused).length, Entries: told };
  });

type Entries = readonly Readonly<Record<string, unknown>>[];

/** Keeps some entries of a request from the other part, and changes its answer. */
function partly(
  isRefused: (n: number) => boolean,
  tell: (answer: Record<string, unknown>, entries: Entries) => object,
): Effect {
  const entriesOf = (body: string) => jsonOf({ body }).Entries as Entries;
  return {
    kind: 'rewrite',
    request: (body) => {
      const kept = entriesOf(body).filter((_, n) => !isRefused(n));
      return kept.length === 0 ? undefined : JSON.stringify({ ...jsonOf({ body }), Entries: kept });
    },
    answer: (text, { body }) => JSON.stringify(tell(jsonOf({ body: text }), entriesOf(body))),
  };
}

/** Half of what was asked for does not reach DynamoDB and comes back as unprocessed. */
const leftUnprocessed: Effect = {
  kind: 'rewrite',
  request: (body) => halved(body, 'first'),
  answer: (text, { body, operation }) => {
    const left = isRecord(JSON.parse(halved(body, 'second')))
      ? (JSON.parse(halved(body, 'second')) as { RequestItems: object }).RequestItems
      : {};
    const name = operation === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems';
    return JSON.stringify({ ...JSON.parse(text), [name]: left });
  },
};

type Batch = Record<string, unknown[] | { Keys: unknown[] }>;

function halved(body: string, half: 'first' | 'second'): string {
  const request = JSON.parse(body) as { RequestItems: Batch };
  const part = <T>(items: readonly T[]): T[] => {
    const middle = Math.ceil(items.length / 2);
    return half === 'first' ? items.slice(0, middle) : items.slice(middle);
  };
  const tables = Object.entries(request.RequestItems).map(([table, asked]) => {
    return [table, Array.isArray(asked) ? part(asked) : { ...asked, Keys: part(asked.Keys) }];
  });
  const some = tables.filter(([, asked]) => {
    return Array.isArray(asked) ? asked.length > 0 : (asked as { Keys: [] }).Keys.length > 0;
  });
  return JSON.stringify({ ...request, RequestItems: Object.fromEntries(some) });
}

/** Reads without `ConsistentRead` may see any earlier state: here, the empty table. */
const isWeakRead = (request: WireRequest): boolean => {
  if (!['Query', 'GetItem', 'BatchGetItem'].includes(request.operation)) return false;
  const { RequestItems, ...single } = jsonOf(request);
  const reads = isRecord(RequestItems) ? Object.values(RequestItems) : [single];
  return reads.some((read) => !isRecord(read) || read.ConsistentRead !== true);
};

const nothingFound = { Count: 0, ScannedCount: 0, Items: [], Responses: {} };
