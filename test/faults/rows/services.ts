import assert from 'node:assert/strict';
import { down, overLimit, throttled } from '../effects';
import { scan } from '../invariants';
import { casesOf, type Row } from '../row';
import { acceptedAudit, check, ledgerOf, newCallIds, requestAudit, sweep } from '../stage/actions';
import { isRecord } from '../stage/json';
import type { Scene } from '../stage/scene';
import type { Effect } from '../stage/wire';
import { jsonOf, type WireRequest } from '../stage/wire-request';

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
    cases: casesOf(['the first', 'all', 'one, and does not name it'], (which) => ({
      name: `it refuses ${which}`,
      run: async (scene) => {
        const isRefused = (n: number) => which === 'all' || n === 0;
        scene.faults.add({
          on: asks('SendMessageBatch'),
          effect: partOfBatch(isRefused, which.includes('name')),
          times: 2,
        });
        const auditId = await acceptedAudit(scene, newCallIds(250));
        assert.equal(scene.faults.met, 2);
        const { dispatched } = (await ledgerOf(scene).audits.audit(auditId)) ?? {};
        const letters = await scene.chunks.take();
        assert(letters.length >= (dispatched ?? 0), 'it is taken for sent, and was not');
        await scene.chunks.giveBack(letters);
      },
    })),
  },
  {
    row: 17,
    fault: 'an answer near and over the size of an item',
    cases: casesOf([2_000, 20_000], (users) => ({
      name: `${users} users a call`,
      scene: { gong: { largeCalls: { share: 1, users }, shareWithoutAccess: 0 } },
      isLong: true,
      run: async (scene) => {
        const callIds = newCallIds(3);
        const auditId = await acceptedAudit(scene, callIds);
        scene.faults.add({
          on: ({ point }) => point.startsWith('PutItem'),
          effect: { kind: 'kill', when: 'after' },
          after: 1,
        });
        await scene.chunks.workOff(3);
        const page = await scene.http.get(`/audits/${auditId}/observations`);
        assert.equal(page.status, 200);
        assert(Buffer.byteLength(page.text) <= 5_500_000);
      },
    })),
  },
  {
    row: 19,
    fault: 'DynamoDB throttles, fails or is over a limit',
    cases: casesOf(
      [
        { name: 'throttled three times', effect: throttled, times: 3 },
        { name: 'throttled without end', effect: throttled, times: forever },
        { name: 'over its limit, three times', effect: overLimit, times: 3 },
        { name: 'failing without end', effect: down, times: forever },
        { name: 'reset before, three times', effect: reset('before'), times: 3 },
        { name: 'reset after, three times', effect: reset('after'), times: 3 },
        { name: 'cut off at byte 10, three times', effect: cut(10), times: 3 },
        { name: 'slow', effect: { kind: 'delay', ms: 400, when: 'before' } as Effect, times: 10 },
        { name: 'stalled once', effect: { kind: 'stall', atByte: 5 } as Effect, times: 1 },
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
            on: (request) => ofDynamo(request) && isWeakRead(jsonOf(request)),
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
          const reply = await check(scene, newCallIds(1));
          assert.equal(reply.status, 503);
        },
      }),
    ),
  },
  {
    row: 31,
    fault: 'PutEvents takes only some, with a 200',
    cases: casesOf(['the first', 'all', 'none, and counts 0'], (which) => ({
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

function reset(when: 'before' | 'after'): Effect {
  return { kind: 'reset', when };
}

function cut(atByte: number): Effect {
  return { kind: 'truncate', atByte };
}

interface BatchAnswer {
  readonly Successful?: readonly { readonly Id: string }[];
  readonly Failed?: readonly object[];
}

/** What the queue took is told to have failed; or it is not told of at all. */
const partOfBatch = (isRefused: (n: number) => boolean, isSilent: boolean): Effect => ({
  kind: 'rewrite',
  answer: (text) => {
    const { Successful = [], Failed = [] } = JSON.parse(text) as BatchAnswer;
    const refused = Successful.filter((_, n) => isRefused(n)).map(({ Id }) => ({
      Id,
      SenderFault: false,
      Code: 'InternalError',
    }));
    const kept = Successful.filter((_, n) => !isRefused(n));
    return JSON.stringify({
      Successful: kept,
      Failed: isSilent ? Failed : [...Failed, ...refused],
    });
  },
});

const partOfEvents = (isRefused: (n: number) => boolean): Effect => ({
  kind: 'rewrite',
  answer: (text) => {
    const { Entries } = JSON.parse(text) as { Entries: object[] };
    const told = Entries.map((entry, n) =>
      isRefused(n) ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'made up' } : entry,
    );
    const FailedEntryCount = told.filter((entry) => 'ErrorCode' in entry).length;
    return JSON.stringify({ FailedEntryCount, Entries: told });
  },
});

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
const isWeakRead = (request: Record<string, unknown>): boolean =>
  ('KeyConditionExpression' in request && request.ConsistentRead !== true) ||
  ('Key' in request && !('UpdateExpression' in request) && request.ConsistentRead !== true);

const nothingFound = { Count: 0, ScannedCount: 0, Items: [] };
