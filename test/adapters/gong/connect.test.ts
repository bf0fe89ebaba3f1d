import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { paceKey } from '../../../lambdas/adapters/dynamodb/pace-store';
import { connectGong } from '../../../lambdas/adapters/gong/connect';
import { observeCalls } from '../../../lambdas/domain/observe-calls';
import type { BreakerOpened } from '../../../lambdas/domain/pace-pacer';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { useLocalAws } from '../../support/aws-env';
import { type HttpServer, startHttp } from '../../support/http-server';
import { type PaceDynamo, paceTable, startPaceDynamo } from '../dynamodb/pace-support';

const secret = { version: 'v1', value: 'stand-in-secret', reads: 0 };
let secrets: HttpServer;
let dynamo: PaceDynamo;
let standIn: GongStandIn;
let opened: BreakerOpened[];

beforeAll(async () => {
  dynamo = await startPaceDynamo();
  secrets = await startHttp((_request, _body, response) => {
    secret.reads += 1;
    const pair = { accessKey: 'stand-in-key', accessKeySecret: secret.value, baseUrl: standIn.url };
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ VersionId: secret.version, SecretString: JSON.stringify(pair) }));
  });
  useLocalAws({ AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint });
});
afterAll(async () => {
  await secrets.stop();
  await dynamo.stop();
});
beforeEach(async () => {
  Object.assign(secret, { version: 'v1', value: 'stand-in-secret', reads: 0 });
  opened = [];
  standIn = await startGongStandIn({ shareUnknown: 0, requestsPerSecond: 100 });
  await dynamo.client.send(new DeleteCommand({ TableName: paceTable, Key: paceKey }));
});
afterEach(() => standIn.close());

/** A function's connection; each call is another function. */
const connect = () =>
  connectGong({
    env: {
      TABLE_NAME: paceTable,
      GONG_SECRET_ARN: 'the-secret',
      GONG_HOSTS: 'loopback',
      GONG_REQUESTS_PER_SECOND: 100,
      GONG_REQUESTS_PER_DAY: 10_000,
      GONG_INTERACTIVE_SHARE: 0,
      GONG_OTHERS_SHARE: 0,
      GONG_DAY_HOURS: 24,
    },
    dynamo: dynamo.client,
    clock: Date.now,
    random: Math.random,
    onBreakerOpened: async (one) => void opened.push(one),
  });
const ask = () => ({ priority: 'bulk' as const, deadline: Date.now() + 15_000 });
const many = (count: number, work: (n: number) => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: count }, (_, n) => work(n)));

test('several functions stay within the limit together', async () => {
  const functions = [connect(), connect(), connect()];
  const calls = standIn.callIds(10);
  const results = await many(90, (n) => (functions[n % 3] ?? connect()).usersAccess(calls, ask()));
  expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(standIn.stats()).toMatchObject({ accepted: 90, arrivals: 90 });
});

test('a secret replaced while functions run is read once more by each, and nothing is lost', async () => {
  const gong = connect();
  const calls = standIn.callIds(3);
  await gong.usersAccess(calls, ask());
  Object.assign(secret, { version: 'v2', value: 'another' });
  standIn.patch({ accessKeySecret: 'another' });
  const results = await many(10, () => gong.usersAccess(calls, ask()));
  expect(results.every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(secret.reads).toBe(2);
  expect(opened).toEqual([]);
});

test('a wrong secret costs one request in all, however many ask, and is told once', async () => {
  secret.value = 'wrong';
  const functions = [connect(), connect()];
  const calls = standIn.callIds(1);
  const results = await many(200, (n) => (functions[n % 2] ?? connect()).usersAccess(calls, ask()));
  const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : ''));
  expect(new Set(codes)).toEqual(new Set(['gong-credentials-rejected', 'gong-breaker-open']));
  expect(standIn.stats().arrivals).toBe(1);
  expect(opened).toEqual([expect.objectContaining({ status: 401 })]);
});

test('a day that Gong ends early stops everybody with its end', async () => {
  const hours = 5 * 3_600_000;
  standIn.patch({ requestsPerDay: 20, dayLengthMs: hours });
  const [one, other] = [connect(), connect()];
  const calls = standIn.callIds(1);
  const results = await many(40, () => one.usersAccess(calls, ask()));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  const refusal = { reason: 'day-spent', retryAt: expect.any(Number) };
  await expect(other.usersAccess(calls, ask())).rejects.toMatchObject(refusal);
  expect(standIn.stats().refusedByDay).toBeLessThanOrEqual(5);
});

test('a number of calls that Gong refuses is found out once for all functions', async () => {
  standIn.patch({ callLimit: { calls: 40, status: 413, text: 'Payload Too Large' } });
  const calls = standIn.callIds(100);
  const { answers, gaps } = await observeCalls(connect(), calls, ask());
  expect(answers.map(({ from, to }) => to - from)).toEqual([25, 25, 25, 25]);
  expect(gaps).toEqual([]);
  const before = standIn.stats().arrivals;
  await observeCalls(connect(), calls, ask());
  expect(standIn.stats().arrivals - before).toBe(4);
});
