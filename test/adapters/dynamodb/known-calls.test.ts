import { bucketPartition } from '../../../lambdas/adapters/dynamodb/keys';
import { bucketOf } from '../../../lambdas/domain/call-ids';
import { startLedger, type TestLedger } from '../../support/ledger';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

const remember = (from: number, to: number) =>
  ledger.table.putAll(
    Array.from({ length: to - from }, (_, n) => String(7_782_342_274_025 + from + n)).map((id) => ({
      pk: bucketPartition(bucketOf(id)),
      sk: `CALL#${id}`,
    })),
  );

test('a ledger knows no call at first, few calls exactly, many about', async () => {
  expect(await ledger.known.about()).toBe(0);
  await remember(0, 300);
  expect(await ledger.known.about()).toBe(300);
  await remember(300, 6_000);
  const about = await ledger.known.about();
  expect(about).not.toBe(6_000);
  expect(Math.abs(about - 6_000)).toBeLessThan(300);
});
