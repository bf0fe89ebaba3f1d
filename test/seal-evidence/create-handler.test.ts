import type { SealEvidenceDeps } from '../../lambdas/domain/seal-evidence';
import { createHandler } from '../../lambdas/seal-evidence/create-handler';
import { startLedger, type TestLedger } from '../support/ledger';
import { recordingTools } from '../support/recording-tools';
import { runAudit } from '../support/run-audit';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
  await runAudit(ledger, 'audit-1', { '1': ['7'] });
});
afterAll(() => ledger.stop());

const deps = (sign: SealEvidenceDeps['signer']['sign']): SealEvidenceDeps => ({
  ...{ ...ledger, software: '1.2.3', signer: { sign } },
  archive: { putIfAbsent: async () => true },
});
const ended = (auditId: unknown) => ({
  'detail-type': 'Audit Completed',
  source: 'gong-access-audit',
  detail: { auditId, status: 'completed' },
});
const signature = { keyId: 'key', algorithm: 'ECDSA_SHA_256', value: 'c2lnbg==' } as const;

test('seals the audit that the event names', async () => {
  const tools = recordingTools();
  const sealed = await createHandler(
    deps(async () => signature),
    tools,
  )(ended('audit-1'));
  expect(sealed).toMatchObject({
    isNew: true,
    key: expect.stringMatching(/^manifests\/audit-1\//),
  });
  expect(tools.lines).toMatchObject([{ code: 'EVIDENCE_SEALED', fields: { auditId: 'audit-1' } }]);
});

test('fails aloud, so that Lambda tries again', async () => {
  const tools = recordingTools();
  const refuses = async () => {
    throw new Error('no key');
  };
  await expect(createHandler(deps(refuses), tools)(ended('audit-1'))).rejects.toThrow('no key');
  expect(tools.lines).toMatchObject([{ level: 'error', code: 'EVENT_FAILED' }]);
});

test('refuses what is not the end of an audit', async () => {
  const handler = createHandler(
    deps(async () => signature),
    recordingTools(),
  );
  await expect(handler(ended(7))).rejects.toMatchObject({ code: 'invalid-input' });
});
