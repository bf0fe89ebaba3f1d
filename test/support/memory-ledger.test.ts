import { auditStoreContract } from './audit-store-contract';
import { callStoreContract } from './call-store-contract';
import { evidenceStoreContract } from './evidence-store-contract';
import { MemoryLedger } from './memory-ledger';

/** The stores in memory keep the same contracts as those on DynamoDB: what is shown on them holds there too. */
const stores = new MemoryLedger().as();

describe('calls', () => callStoreContract(() => stores.calls));
describe('evidence', () => evidenceStoreContract(() => stores));
describe('audits', () => auditStoreContract(() => stores.audits));
