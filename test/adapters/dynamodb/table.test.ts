import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Table } from '../../../lambdas/adapters/dynamodb/table';
import { type HttpServer, startHttp } from '../../support/http-server';
import { startLedger, type TestLedger } from '../../support/ledger';

type Entries = Record<string, unknown[] | { Keys: unknown[]; ConsistentRead?: boolean }>;

/** What the proxy does to a batch: how many of its entries it lets through. */
let lets: (count: number) => number = (count) => count;
let batches: number;
let ledger: TestLedger;
let proxy: HttpServer;
let client: DynamoDBDocumentClient;
let table: Table;

/** A DynamoDB that leaves part of every batch unprocessed, with a 200, as the real one may. */
beforeAll(async () => {
  ledger = await startLedger();
  proxy = await startHttp(async (request, body, response) => {
    const target = String(request.headers['x-amz-target']);
    const [input, left] = target.includes('.Batch') ? split(JSON.parse(body)) : [body, undefined];
    const output = input === undefined ? {} : await forward(request.headers, input, response);
    const name = target.endsWith('BatchGetItem') ? 'UnprocessedKeys' : 'UnprocessedItems';
    response.end(JSON.stringify(left ? { ...output, [name]: left } : output));
  });
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: proxy.endpoint }));
  table = new Table(client, ledger.tableName);
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await ledger.stop();
});
beforeEach(() => {
  batches = 0;
});

async function forward(given: IncomingHttpHeaders, body: string, response: ServerResponse) {
  const { connection, 'content-length': _, ...headers } = given as Record<string, string>;
  const answer = await fetch(ledger.url, { method: 'POST', headers, body });
  response.statusCode = answer.status;
  return JSON.parse(await answer.text());
}

/** @returns what goes on to DynamoDB, if anything, and what is left */
function split(input: { RequestItems: Entries }): [string | undefined, Entries | undefined] {
  batches += 1;
  const [name, given] = Object.entries(input.RequestItems)[0] ?? ['', []];
  const all = Array.isArray(given) ? given : given.Keys;
  const through = lets(all.length);
  const part = (some: unknown[]) => (Array.isArray(given) ? some : { ...given, Keys: some });
  const passed = { ...input, RequestItems: { [name]: part(all.slice(0, through)) } };
  const left = all.slice(through);
  const forwarded = through > 0 ? JSON.stringify(passed) : undefined;
  return [forwarded, left.length > 0 ? { [name]: part(left) } : undefined];
}

const item = (n: number) => ({ pk: 'batch', sk: String(n).padStart(4, '0'), n });
const items = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => item(from + i));

test('what a batch left unprocessed is sent again until all is stored, and read until all is there', async () => {
  lets = (count) => Math.max(1, Math.ceil(count * 0.7));
  await table.putAll(items(0, 60));
  expect(batches).toBeGreaterThan(3);
  const found = await table.getAll(
    items(0, 60).map(({ pk, sk }) => ({ pk, sk })),
    true,
  );
  expect(found.map(({ n }) => n).sort((a, b) => Number(a) - Number(b))).toEqual(
    items(0, 60).map(({ n }) => n),
  );
});

test('a batch of which nothing is ever taken is an error in the end, never a success', async () => {
  lets = () => 0;
  const keys = items(0, 3).map(({ pk, sk }) => ({ pk, sk }));
  await Promise.all([
    expect(table.putAll(items(100, 125))).rejects.toThrow('unprocessed'),
    expect(table.getAll(keys, true)).rejects.toThrow('unprocessed'),
  ]);
});

describe('without the proxy', () => {
  test('conditions tell whether they held; other errors are thrown', async () => {
    const key = { pk: 'one', sk: '1' };
    expect(await ledger.table.putIfAbsent({ ...key, n: 1 })).toBe(true);
    expect(await ledger.table.putIfAbsent({ ...key, n: 2 })).toBe(false);
    const names = { '#n': 'n' };
    expect(await ledger.table.putIf({ ...key, n: 3 }, '#n = :n', names, { ':n': 2 })).toBe(false);
    expect(await ledger.table.putIf({ ...key, n: 3 }, '#n = :n', names, { ':n': 1 })).toBe(true);
    expect(await ledger.table.get(key)).toEqual({ ...key, n: 3 });
    await expect(ledger.table.putIf(key, '#n >', names, {})).rejects.toThrow();
    await expect(ledger.table.putIfAbsent({ pk: '', sk: '1' })).rejects.toThrow();
  });

  test('a range of more than 1 MB comes page by page, and a page says where the next one starts', async () => {
    const big = items(0, 40).map((one) => ({ ...one, pk: 'range', text: 'x'.repeat(40_000) }));
    await ledger.table.putAll(big);
    const all = [];
    for await (const one of ledger.table.between('range', '0005', '0034')) all.push(one);
    expect(all).toEqual(big.slice(5, 35));
    const { items: some, next } = await ledger.table.page({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'range' },
    });
    expect(some.length).toBeLessThan(40);
    expect(next).toEqual({ pk: 'range', sk: some.at(-1)?.sk });
  });
});
