import { eventBridgeClient } from '../../../lambdas/adapters/eventbridge/client';
import { EventBridgeBus } from '../../../lambdas/adapters/eventbridge/event-bus';
import type { LedgerEvent } from '../../../lambdas/domain/events';
import { coverage } from '../../../lambdas/domain/observation';
import { useLocalAws } from '../../support/aws-env';
import { type HttpServer, startHttp } from '../../support/http-server';

interface Entry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

let server: HttpServer;
let bus: EventBridgeBus;
let client: ReturnType<typeof eventBridgeClient>;
/** Requests as they came, and the entries that were taken. */
let requests: { readonly entries: number; readonly target: string }[] = [];
let taken: Entry[] = [];
/** Whether entry `index` of request `request`, both from 0, is not taken. */
let fails: (request: number, index: number) => boolean = () => false;

beforeAll(async () => {
  server = await startHttp((request, body, response) => {
    const { Entries } = JSON.parse(body) as { Entries: Entry[] };
    const n = requests.length;
    requests.push({ entries: Entries.length, target: String(request.headers['x-amz-target']) });
    const results = Entries.map((entry, index) => {
      if (fails(n, index)) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
      taken.push(entry);
      return { EventId: `e-${n}-${index}` };
    });
    const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ FailedEntryCount, Entries: results }));
  });
  useLocalAws({ AWS_ENDPOINT_URL_EVENTBRIDGE: server.endpoint });
  client = eventBridgeClient();
  bus = new EventBridgeBus(client, 'access-audit');
});

afterAll(async () => {
  client.destroy();
  await server.stop();
});

beforeEach(() => {
  requests = [];
  taken = [];
  fails = () => false;
});

const granted = (version: number, users = 1): LedgerEvent => ({
  detailType: 'Access Granted',
  detail: {
    schemaVersion: 1,
    eventId: `07782342274025937895-${version}-granted-1`,
    coverage,
    callId: '07782342274025937895',
    users: Array.from({ length: users }, (_, n) => ({ userId: String(10n ** 19n + BigInt(n)) })),
    version,
    observedAt: '2026-02-28T09:30:00.000Z',
    previousObservedAt: '2026-02-27T09:30:00.000Z',
    auditId: 'a-1',
    part: 1,
    parts: 1,
    link: '/calls/07782342274025937895/access',
  },
});

const many = (count: number, users = 1) =>
  Array.from({ length: count }, (_, n) => granted(n, users));
const versions = () =>
  taken
    .map(({ Detail }) => (JSON.parse(Detail) as { version: number }).version)
    .sort((a, b) => a - b);

test('an event reaches the bus with its source, type and detail, long IDs unchanged', async () => {
  const event = granted(2);
  await bus.publish([event]);
  expect(requests).toEqual([{ entries: 1, target: 'AWSEvents.PutEvents' }]);
  expect(taken).toEqual([
    {
      EventBusName: 'access-audit',
      Source: 'gong-access-audit',
      DetailType: 'Access Granted',
      Detail: JSON.stringify(event.detail),
    },
  ]);
});

test('no request has more than 10 entries; nothing to publish is no request', async () => {
  await bus.publish([]);
  expect(requests).toEqual([]);
  await bus.publish(many(25));
  expect(requests.map(({ entries }) => entries).sort()).toEqual([10, 10, 5]);
  expect(versions()).toEqual(Array.from({ length: 25 }, (_, n) => n));
});

test('no request is over 256 KB', async () => {
  await bus.publish(many(10, 2_000));
  expect(requests.length).toBeGreaterThan(1);
  expect(versions()).toHaveLength(10);
});

test('only the entries that failed are sent again', async () => {
  fails = (request, index) => request === 0 && index % 4 === 1;
  await bus.publish(many(10));
  expect(requests.map(({ entries }) => entries)).toEqual([10, 3]);
  expect(versions()).toEqual(Array.from({ length: 10 }, (_, n) => n));
});

test('publish throws if an entry still fails after bounded attempts', async () => {
  fails = (_, index) => index === 0;
  await expect(bus.publish(many(3))).rejects.toThrow('did not take 1 events');
  expect(requests.map(({ entries }) => entries)).toEqual([3, 1, 1, 1, 1]);
});

test('an event that the bus would drop is refused before any is sent', async () => {
  await expect(bus.publish([granted(1), granted(2, 10_000)])).rejects.toThrow('over 256 KB');
  expect(requests).toEqual([]);
});
