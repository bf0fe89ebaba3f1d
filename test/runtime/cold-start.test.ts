import { buildDeps as checkAccess } from '../../lambdas/check-access/deps';
import { buildDeps as listCalls } from '../../lambdas/list-calls/deps';
import { buildDeps as readLedger } from '../../lambdas/read-ledger/deps';
import { buildDeps as receiveWebhook } from '../../lambdas/receive-webhook/deps';
import { buildDeps as requestAudit } from '../../lambdas/request-audit/deps';
import { buildDeps as runChunk } from '../../lambdas/run-chunk/deps';
import { buildDeps as sweep } from '../../lambdas/sweep/deps';
import { recordingTools } from '../support/recording-tools';

const ledger = { TABLE_NAME: 'ledger' };
const pace = {
  GONG_REQUESTS_PER_SECOND: '3',
  GONG_REQUESTS_PER_DAY: '10000',
  GONG_INTERACTIVE_SHARE: '0.05',
  GONG_OTHERS_SHARE: '0.1',
  GONG_DAY_HOURS: '24',
};
const gong = {
  ...pace,
  GONG_SECRET_ARN: 'arn:aws:secretsmanager:x:1:secret:s',
  GONG_HOSTS: 'gong',
};
const events = { EVENT_BUS_NAME: 'bus' };
const queue = { QUEUE_URL: 'https://sqs.example.com/1/chunks' };
const taking = { QUEUE_MOST_RECEIVES: '5' };
const work = { ...taking, CHUNKS_IN_FLIGHT: '8' };
const visibility = { QUEUE_VISIBILITY_SECONDS: '541' };
const listing = { LISTING_QUEUE_URL: 'https://sqs.example.com/1/listings' };
const webhook = {
  WEBHOOK_PUBLIC_KEY: 'A'.repeat(392),
  WEBHOOK_URL: 'request',
  WEBHOOK_DELAY_SECONDS: '900',
  WEBHOOK_AGAIN_SECONDS: '604800',
};

const functions = [
  ['check-access', checkAccess, { ...ledger, ...gong, ...events }],
  ['run-chunk', runChunk, { ...ledger, ...gong, ...events, ...work }],
  ['request-audit', requestAudit, { ...ledger, ...queue, ...listing, ...pace, ...events }],
  ['sweep', sweep, { ...ledger, ...queue, ...listing, ...pace, ...events, ...visibility }],
  ['list-calls', listCalls, { ...ledger, ...queue, ...gong, ...events, ...taking }],
  ['receive-webhook', receiveWebhook, { ...ledger, ...webhook }],
  ['read-ledger', readLedger, { ...ledger, ...pace }],
] as const;

const before = process.env;
beforeEach(() => {
  process.env = { AWS_REGION: 'eu-central-1' };
});
afterAll(() => {
  process.env = before;
});

describe.each(functions)('%s', (_, buildDeps, environment) => {
  test('starts with its environment', () => {
    Object.assign(process.env, environment);
    expect(buildDeps(recordingTools())).toBeDefined();
  });

  test.each(Object.keys(environment))('does not start without %s, and says so', (name) => {
    Object.assign(process.env, environment);
    delete process.env[name];
    expect(() => buildDeps(recordingTools())).toThrow(name);
    process.env[name] = '';
    expect(() => buildDeps(recordingTools())).toThrow(name);
  });
});
