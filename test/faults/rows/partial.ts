import assert from 'node:assert/strict';
import { casesOf, type Row } from '../row';
import { acceptedAudit, check, ledgerOf, newCallIds } from '../stage/actions';
import { isRecord } from '../stage/json';
import type { Effect } from '../stage/wire';
import { jsonOf, type WireRequest } from '../stage/wire-request';
import { everyToxic } from './connections';

const asks = (operation: string) => (request: WireRequest) => request.operation === operation;

type Entries = readonly Readonly<Record<string, unknown>>[];

type Batch = Record<string, unknown[] | { Keys: unknown[] }>;

/** A service takes only a part of what it is given, and says so in an answer that looks like success. */
export const partialRows: Row[] = [
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
];

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
