import { auditStoreContract } from '../../support/audit-store-contract';
import { startLedger, type TestLedger } from '../../support/ledger';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

auditStoreContract(() => ledger.audits);
