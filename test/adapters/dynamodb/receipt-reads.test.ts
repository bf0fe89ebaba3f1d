import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Meter } from '../../../bench/ledger/meter';
import { DynamoCallStore } from '../../../lambdas/adapters/dynamodb/call-store';
import { dynamoClient } from '../../../lambdas/adapters/dynamodb/client';
import { Table } from '../../../lambdas/adapters/dynamodb/table';
import { accessAt, latestObservation } from '../../../lambdas/domain/read-access';
import { startLedger, type TestLedger } from '../../support/ledger';
import { at, callState, callsBeside, receipt } from '../../support/samples';

/** What a question about the past costs, in read units, after so many audits of the call's bucket. */
const audits = [10, 100, 1_000];
const step = 1_000;

let ledger: TestLedger;
let client: DynamoDBDocumentClient;
let calls: DynamoCallStore;
let meter: Meter;

beforeAll(async () => {
  ledger = await startLedger();
  client = dynamoClient();
  meter = new Meter(client);
  calls = new DynamoCallStore(new Table(client, ledger.tableName));
});
afterAll(async () => {
  client.destroy();
  await ledger.stop();
});

/** Read units and requests for the receipts that the answer for a moment after the last audit rests on. */
async function costNow(callId: string) {
  meter.reset();
  const found = await accessAt({ calls }, callId, at(10_000 * step));
  const { reads = 0, requests = 0 } = meter.byKind.get('receipts') ?? {};
  return { observedAt: 'observedAt' in found ? found.observedAt : undefined, reads, requests };
}

/** Puts receipts of further audits up to each number of them, and asks then. */
async function costAfter(callId: string, seen: readonly Readonly<Record<string, number>>[]) {
  await calls.createState(callState(callId, 1, 0, ['7']));
  const costs: Awaited<ReturnType<typeof costNow>>[] = [];
  let done = 0;
  for (const count of audits) {
    const receipts = Array.from({ length: count - done }, (_, i) =>
      seen.map((named, n) => receipt((done + i + 1) * step + n, named)),
    );
    await calls.putReceipts(receipts.flat());
    done = count;
    costs.push(await costNow(callId));
  }
  return costs;
}

const named = (callIds: readonly string[]) => Object.fromEntries(callIds.map((id) => [id, 1]));
const iso = (offset: number) => new Date(at(offset)).toISOString();

test('a call that each audit names costs the same, however many there were', async () => {
  const others = callsBeside('100', 200);
  const seen = [['100', ...others.slice(0, 99)], others.slice(99)].map(named);
  const costs = await costAfter('100', seen);
  expect(costs.map(({ observedAt }) => observedAt)).toEqual(audits.map((n) => iso(n * step)));
  expect(costs.map(({ reads }) => reads)).toEqual([2, 2, 2]);
});

test('checks and small audits of other calls of the bucket cost nothing', async () => {
  const [one = '', two = ''] = callsBeside('101', 2);
  const costs = await costAfter('101', [named([one]), named([two])]);
  expect(costs.map(({ observedAt }) => observedAt)).toEqual(audits.map(() => iso(0)));
  expect(costs.map(({ reads, requests }) => [reads, requests])).toEqual(Array(3).fill([0, 2]));
});

test('a call that only checks see costs the same, however often', async () => {
  const costs = await costAfter('102', [named(['102'])]);
  expect(costs.map(({ observedAt }) => observedAt)).toEqual(audits.map((n) => iso(n * step)));
  expect(costs.map(({ reads }) => reads)).toEqual([1, 1, 1]);
});

test('a call that large audits do not name any more costs a quarter of a unit for each KB of their receipts', async () => {
  const others = callsBeside('103', 100);
  const costs = await costAfter('103', [named(others)]);
  expect(costs.map(({ observedAt }) => observedAt)).toEqual(audits.map(() => iso(0)));
  // The growth that ADR 0001 states: 100 calls of the bucket in an audit are one receipt of about 1 KB.
  expect(costs.map(({ reads }) => reads)).toEqual([3, 25, 239]);
  expect(costs.map(({ requests }) => requests)).toEqual([3, 4, 6]);
});

test('whether an observation is young enough is found without a look at what is older', async () => {
  await calls.putReceipts([receipt(1_000 * step + 500, { '103': 1 })]);
  const since = (offset: number) => latestObservation({ calls }, '103', at(offset));
  meter.reset();
  expect((await since(1_001 * step))?.observedAt).toBe(at(0));
  expect(meter.byKind.get('receipts')?.reads).toBe(0);
  expect((await since(1_000 * step))?.observedAt).toBe(at(1_000 * step + 500));
});
