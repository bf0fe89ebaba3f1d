import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type AwsServer, startAwsServer } from '../../../local/aws/aws-server';
import { EventBuses } from '../../../local/aws/event-bus';
import { Secrets } from '../../../local/aws/secrets';
import { localClient } from '../../../local/services/local-client';

const folder = mkdtempSync(join(tmpdir(), 'aws-test-'));
const file = join(folder, 'secrets.json');
const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Gong-local0';
const models = [
  { name: 'Gong', arn, value: '{"accessKey":""}' },
  { name: 'Empty', arn: `${arn}-empty`, value: undefined },
];
const delivered: [string, string][] = [];
const rule = (name: string, input?: string) => ({
  name,
  bus: 'audits',
  pattern: { 'detail-type': ['Access Granted'] },
  targets: [{ arn: `arn:of:${name}`, input }],
});
const buses = new EventBuses(
  ['default', 'audits'],
  [rule('a'), rule('b', 'constant')],
  (target, event) => delivered.push([target.arn, event]),
);
let server: AwsServer;
let secrets: SecretsManagerClient;
let events: EventBridgeClient;

beforeAll(async () => {
  server = await startAwsServer({ ...new Secrets(models, file).operations, ...buses.operations });
  secrets = new SecretsManagerClient(localClient(server.url));
  events = new EventBridgeClient(localClient(server.url));
});

afterAll(async () => {
  secrets.destroy();
  events.destroy();
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe('Secrets Manager', () => {
  const get = (more: object = {}) =>
    secrets.send(new GetSecretValueCommand({ SecretId: arn, ...more }));

  test('gives a value by ARN and by name', async () => {
    expect(await get()).toMatchObject({
      ARN: arn,
      Name: 'Gong',
      SecretString: '{"accessKey":""}',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    });
    expect((await get({ SecretId: 'Gong' })).SecretString).toBe('{"accessKey":""}');
  });

  test('keeps the version before, and the file for its owner only', async () => {
    const before = await get();
    const put = new PutSecretValueCommand({ SecretId: arn, SecretString: '{"accessKey":"new"}' });
    const { VersionId } = await secrets.send(put);
    expect((await get()).VersionId).toBe(VersionId);
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      VersionId: before.VersionId,
    });
    expect(await get({ VersionId: before.VersionId })).toMatchObject({
      VersionStages: ['AWSPREVIOUS'],
    });
    const { VersionIdsToStages } = await secrets.send(new DescribeSecretCommand({ SecretId: arn }));
    expect(VersionIdsToStages?.[String(VersionId)]).toEqual(['AWSCURRENT']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(new Secrets(models, file).value(arn)).toBe('{"accessKey":"new"}');
    expect(readFileSync(file, 'utf8')).toContain('new');
  });

  test.each([
    ['a secret that is not there', { SecretId: 'nobody' }],
    ['a secret without a value', { SecretId: 'Empty' }],
    ['a version that is not there', { VersionId: 'x'.repeat(36) }],
  ])('does not find %s', async (_, more) => {
    await expect(get(more)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('EventBridge', () => {
  const entry = {
    Source: 'gong-access-audit',
    DetailType: 'Access Granted',
    EventBusName: 'audits',
  };
  const put = (...Entries: object[]) => events.send(new PutEventsCommand({ Entries }));

  test('hands an event to the targets of the rules that match, and keeps it', async () => {
    const Detail = '{"callId":"07782342274025937895"}';
    const { Entries, FailedEntryCount } = await put(
      { ...entry, Detail },
      { ...entry, Detail, DetailType: 'Other' },
    );
    expect(FailedEntryCount).toBe(0);
    const [kept, other] = buses.events();
    expect(kept).toMatchObject({ seq: 1, bus: 'audits', rules: ['a', 'b'] });
    expect(other).toMatchObject({ seq: 2, rules: [] });
    expect(buses.events(1)).toEqual([other]);
    expect(kept?.event).toMatchObject({
      id: Entries?.[0]?.EventId,
      source: 'gong-access-audit',
      'detail-type': 'Access Granted',
      detail: { callId: '07782342274025937895' },
    });
    expect(delivered).toEqual([
      ['arn:of:a', JSON.stringify(kept?.event)],
      ['arn:of:b', 'constant'],
    ]);
  });

  test('fails the entries that are wrong, and only those', async () => {
    const answer = await put(
      { ...entry, Detail: 'not json' },
      { ...entry, Detail: '{}' },
      { ...entry },
      { ...entry, Detail: '7' },
      { ...entry, Detail: '{}', Source: '' },
    );
    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'MalformedDetail',
      undefined,
      'InvalidArgument',
      'MalformedDetail',
      'InvalidArgument',
    ]);
  });

  test('takes events for a bus that is not there, as the service does', async () => {
    const { FailedEntryCount } = await put({ ...entry, Detail: '{}', EventBusName: 'nobody' });
    expect(FailedEntryCount).toBe(0);
    expect(buses.events().at(-1)).toMatchObject({ bus: 'nobody (no such bus)', rules: [] });
  });

  test('takes ten entries at most', async () => {
    const entries = Array.from({ length: 11 }, () => ({ ...entry, Detail: '{}' }));
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

test('refuses an operation that it does not have, by name', async () => {
  await expect(events.send(new ListRulesCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'the local stage has no AWSEvents.ListRules',
  });
});
