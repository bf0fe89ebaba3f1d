import { postingsKey } from '../../../lambdas/adapters/dynamodb/keys';
import { Postings } from '../../../lambdas/adapters/dynamodb/postings';
import { Table } from '../../../lambdas/adapters/dynamodb/table';
import { startLedger, type TestLedger } from '../../support/ledger';

let ledger: TestLedger;
let writes: number;

beforeAll(async () => {
  ledger = await startLedger();
  ledger.client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === 'UpdateItemCommand') writes += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
});
afterAll(() => ledger.stop());
beforeEach(() => {
  writes = 0;
});

const of = (user: string, ...buckets: string[]) => new Map([[user, new Set(buckets)]]);
const stored = async (user: string) => (await ledger.table.get(postingsKey(user)))?.buckets;

test('chunks that come together write each user once', async () => {
  const postings = new Postings(ledger.table, 30);
  await Promise.all([
    postings.put(of('1', '00')),
    postings.put(of('1', 'ff', '00')),
    postings.put(of('2', '0a')),
  ]);
  expect(await stored('1')).toEqual(new Set(['00', 'ff']));
  expect(await stored('2')).toEqual(new Set(['0a']));
  expect(writes).toBe(2);
});

test('what was written is not written again; what others wrote stays', async () => {
  const postings = new Postings(ledger.table, 0);
  await postings.put(of('3', '00'));
  await postings.put(of('3', '00'));
  await new Postings(ledger.table, 0).put(of('3', '01'));
  await postings.put(of('3', '00', '02'));
  expect(writes).toBe(3);
  expect(await stored('3')).toEqual(new Set(['00', '01', '02']));
});

test('when a write fails everybody who waits for it hears of it, and it is tried again', async () => {
  const missing = new Postings(new Table(ledger.client, 'no-such-table'), 10);
  const both = await Promise.allSettled([missing.put(of('4', '00')), missing.put(of('5', '00'))]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(missing.put(of('4', '00'))).rejects.toThrow();
});
