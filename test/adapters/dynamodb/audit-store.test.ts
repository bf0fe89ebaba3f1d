import { DynamoAuditStore } from '../../../lambdas/adapters/dynamodb/audit-store';
import { auditStoreContract } from '../../support/audit-store-contract';
import { startLedger, type TestLedger } from '../../support/ledger';
import { auditOf } from '../../support/samples';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

auditStoreContract(() => ledger.audits);

test('no more audits than fit one item have work; one that is noted already may be accepted again', async () => {
  const { length } = await ledger.audits.running();
  const bounded = new DynamoAuditStore(ledger.table, length + 1);
  const [last, over] = [auditOf('last'), auditOf('over')];
  for (const audit of [last, over]) await bounded.reserve(audit);
  await bounded.accept(last);
  await expect(bounded.accept(over)).rejects.toMatchObject({ code: 'too-many-audits' });
  await bounded.accept(last);
  expect(await bounded.audit('over')).toBeUndefined();
  await bounded.settle('last');
  await bounded.accept(over);
  expect(await bounded.running()).toContain('over');
});

test('5,000 IDs of the longest kind fit the item', async () => {
  const digits = (n: number) => String(n).padStart(64, '0');
  const ids = new Set(Array.from({ length: 5_000 }, (_, n) => digits(n)));
  await ledger.table.put({ pk: 'WORK', sk: 'RUNNING', audits: ids });
  expect(await ledger.audits.running()).toHaveLength(5_000);
  await ledger.audits.reserve(auditOf(digits(5_000)));
  const refused = ledger.audits.accept(auditOf(digits(5_000)));
  await expect(refused).rejects.toMatchObject({ code: 'too-many-audits' });
});
