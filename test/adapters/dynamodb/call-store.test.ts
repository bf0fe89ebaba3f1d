import { callStoreContract } from '../../support/call-store-contract';
import { startLedger, type TestLedger } from '../../support/ledger';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

callStoreContract(() => ledger.calls);
