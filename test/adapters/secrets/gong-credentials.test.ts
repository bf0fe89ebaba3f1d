import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  SecretCredentials,
  secretsClient,
} from '../../../lambdas/adapters/secrets/gong-credentials';
import { useLocalAws } from '../../support/aws-env';
import { type HttpServer, startHttp } from '../../support/http-server';

/** Secrets Manager's JSON protocol, as far as a reader needs it. */
const service = {
  reads: 0,
  version: 'v1',
  secret: 'first',
  failure: undefined as { status: number; type: string } | undefined,
};
/** Of every version. */
const createdAt = Date.UTC(2026, 0, 31);
let server: HttpServer;
let client: SecretsManagerClient;
let now = 0;

beforeAll(async () => {
  server = await startHttp((request, body, response) => {
    service.reads += 1;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const isRead = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    if (!isRead || JSON.parse(body).SecretId !== 'the-secret') response.statusCode = 400;
    if (service.failure) {
      response.statusCode = service.failure.status;
      response.end(JSON.stringify({ __type: service.failure.type, message: 'no' }));
      return;
    }
    const SecretString = JSON.stringify({ accessKey: 'KEY', accessKeySecret: service.secret });
    const about = { Name: 'the-secret', VersionId: service.version, CreatedDate: createdAt / 1000 };
    response.end(JSON.stringify({ ...about, SecretString }));
  });
  useLocalAws({ AWS_ENDPOINT_URL_SECRETS_MANAGER: server.endpoint });
  client = secretsClient();
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});
beforeEach(() => {
  Object.assign(service, { reads: 0, version: 'v1', secret: 'first', failure: undefined });
  now = 1_790_000_000_000;
});

const source = () =>
  new SecretCredentials({ client, secretArn: 'the-secret', hosts: 'gong', clock: () => now });
const basic = (secret: string) => `Basic ${Buffer.from(`KEY:${secret}`).toString('base64')}`;
const rotate = () => Object.assign(service, { version: 'v2', secret: 'second' });
const down = { status: 500, type: 'InternalServiceError' };

test('is read once, by however many ask', async () => {
  const credentials = source();
  const all = await Promise.all(Array.from({ length: 5 }, () => credentials.current()));
  expect(new Set(all).size).toBe(1);
  expect(all[0]?.authorization()).toBe(basic('first'));
  expect(service.reads).toBe(1);
});

test('is read again after five minutes', async () => {
  const credentials = source();
  await credentials.current();
  rotate();
  now += 299_000;
  expect((await credentials.current()).version).toBe('v1');
  now += 1_000;
  expect((await credentials.current()).version).toBe('v2');
});

test('refused, is read afresh once for all requests that carried it', async () => {
  const credentials = source();
  const used = await credentials.current();
  rotate();
  const sentAt = now;
  now += 1_000;
  const fresh = await Promise.all(
    Array.from({ length: 5 }, () => credentials.refresh(used, sentAt)),
  );
  expect(new Set(fresh.map(({ version }) => version))).toEqual(new Set(['v2']));
  expect((await credentials.refresh(used, sentAt + 500)).version).toBe('v2');
  expect(service.reads).toBe(2);
});

test('unchanged, is the same one, and not read again for requests that were sent before', async () => {
  const credentials = source();
  const used = await credentials.current();
  now += 1_000;
  expect(await credentials.refresh(used, now - 500)).toBe(used);
  expect(await credentials.refresh(used, now - 400)).toBe(used);
  expect(service.reads).toBe(2);
});

test('is used for an hour while Secrets Manager is down, then no more', async () => {
  const credentials = source();
  await credentials.current();
  service.failure = down;
  now += 3_500_000;
  expect((await credentials.current()).version).toBe('v1');
  const { reads } = service;
  now += 1_000;
  await credentials.current();
  expect(service.reads).toBe(reads);
  now += 200_000;
  await expect(credentials.current()).rejects.toMatchObject({ reason: 'secret-unavailable' });
});

test('cannot be had at a cold start while Secrets Manager is down; later it can', async () => {
  const credentials = source();
  service.failure = down;
  await expect(credentials.current()).rejects.toMatchObject({ code: 'gong-unavailable' });
  service.failure = undefined;
  expect((await credentials.current()).version).toBe('v1');
});

test('that does not exist is a matter of configuration', async () => {
  service.failure = { status: 400, type: 'ResourceNotFoundException' };
  await expect(source().current()).rejects.toMatchObject({ field: 'GONG_SECRET_ARN' });
});

test('that was not filled in yet names the field', async () => {
  service.secret = '';
  await expect(source().current()).rejects.toMatchObject({ field: 'accessKeySecret' });
});

test('tells how old the version is that it read', async () => {
  const read: number[] = [];
  const parts = { client, secretArn: 'the-secret', hosts: 'gong', clock: () => now } as const;
  await new SecretCredentials({ ...parts, onRead: (createdAt) => read.push(createdAt) }).current();
  expect(read).toEqual([createdAt]);
});
