import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoCallStore } from '../../../lambdas/adapters/dynamodb/call-store';
import { DynamoEvidenceStore } from '../../../lambdas/adapters/dynamodb/evidence-store';
import { retentionOf } from '../../../lambdas/adapters/dynamodb/retention';
import { rebuild } from '../../../scripts/rebuild/rebuild';
import { startLedger, type TestLedger } from '../../support/ledger';
import { observe } from '../../support/observe';
import { now, runAudit } from '../../support/run-audit';

const dayMs = 86_400_000;
let ledger: TestLedger;

beforeEach(async () => {
  ledger = await startLedger();
});
afterEach(() => ledger.stop());

/** Every kind of item: an audit, the same again, a change, a late observation, a check. */
async function fill(used: TestLedger): Promise<void> {
  await runAudit(used, 'first', { '1': ['7'], '2': [] });
  await runAudit(used, 'second', { '1': ['7'], '2': ['8'] });
  await observe(used, now() + 1, { '1': ['7'], '3': ['9'] });
  await observe(used, now() - 1, { '1': ['8'] });
}

async function items(): Promise<{ kind: string; expiresAt?: number }[]> {
  const { Items = [] } = await ledger.client.send(new ScanCommand({ TableName: ledger.tableName }));
  return Items.map(({ pk, sk, expiresAt }) => ({
    kind: /^(SEEN|CHECK)#/.exec(pk)?.[1] ?? (/^[A-Z]+/.exec(sk)?.[0] || pk),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }));
}

test('without a retention nothing ever expires', async () => {
  await fill(ledger);
  const found = await items();
  const kinds = new Set(found.map(({ kind }) => kind));
  for (const kind of ['META', 'CHUNK', 'EVIDENCE', 'CALL', 'CHANGE', 'LATE', 'SEEN', 'CHECK']) {
    expect(kinds).toContain(kind);
  }
  expect(found.filter(({ expiresAt }) => expiresAt !== undefined)).toEqual([]);
});

test('with one, Gong’s answers and receipts expire, and no fact of an audit or a call', async () => {
  const retention = retentionOf({ EVIDENCE_KEEP_DAYS: 30 });
  await fill({
    ...ledger,
    calls: new DynamoCallStore(ledger.table, retention),
    evidence: new DynamoEvidenceStore(ledger.table, retention),
  });
  const expiring = (await items()).filter(({ expiresAt }) => expiresAt !== undefined);
  expect(new Set(expiring.map(({ kind }) => kind))).toEqual(new Set(['EVIDENCE', 'SEEN', 'CHECK']));
  const all = await items();
  const kept = all.filter(({ expiresAt }) => expiresAt === undefined).map(({ kind }) => kind);
  for (const kind of ['EVIDENCE', 'SEEN', 'CHECK']) expect(kept).not.toContain(kind);
  for (const { expiresAt = 0 } of expiring) {
    expect(expiresAt * 1_000 - 30 * dayMs).toBeGreaterThan(0);
    expect(expiresAt * 1_000 - 30 * dayMs).toBeLessThanOrEqual(now() + 1_000);
  }
});

test('states are not rebuilt from evidence that expires', async () => {
  const evidence = new DynamoEvidenceStore(ledger.table, { keepMs: dayMs });
  await fill({ ...ledger, evidence });
  const { client, tableName } = ledger;
  await expect(rebuild(client, tableName, { write: true })).rejects.toThrow('expires');
  expect(await rebuild(client, tableName, { write: false })).toMatchObject({ calls: 3, same: 3 });
});
