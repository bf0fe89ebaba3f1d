import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { exportEvidence } from '../../lambdas/domain/export-evidence';
import { manifestOf } from '../../lambdas/domain/manifest';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { type SealEvidenceDeps, sealEvidence } from '../../lambdas/domain/seal-evidence';
import { sealMismatches } from '../../lambdas/domain/verify-seal';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingQueue } from '../support/recording-ports';
import { now, runAudit } from '../support/run-audit';

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = pair();
const pem = (publicKey = key.publicKey) =>
  String(publicKey.export({ type: 'spki', format: 'pem' }));

let ledger: TestLedger;
const archive = new Map<string, string>();

beforeAll(async () => {
  ledger = await startLedger();
  await runAudit(ledger, 'sealed', { '1': ['7'], '2': [], '3': undefined });
});
afterAll(() => ledger.stop());

const deps = (): SealEvidenceDeps => ({
  ...ledger,
  software: '1.2.3',
  signer: {
    sign: async (text) => ({
      ...{ keyId: 'the-key', algorithm: 'ECDSA_SHA_256' },
      value: sign('sha256', Buffer.from(text), key.privateKey).toString('base64'),
    }),
  },
  archive: {
    putIfAbsent: async (name, text) => {
      if (archive.has(name)) return false;
      archive.set(name, text);
      return true;
    },
  },
});

/** The manifest as it comes over HTTP. */
async function manifest(software = '1.2.3'): Promise<Record<string, unknown>> {
  const page = await exportEvidence({ ...ledger, software }, 'sealed', {});
  return JSON.parse(JSON.stringify(page.manifest));
}

test('the manifest of an ended audit is sealed once', async () => {
  const first = await sealEvidence(deps(), 'sealed');
  const { rootHash } = await manifest();
  expect(first).toEqual({ key: `manifests/sealed/${rootHash}.json`, isNew: true });
  expect(await sealEvidence(deps(), 'sealed')).toEqual({ ...first, isNew: false });
  expect(archive.size).toBe(1);
});

test('an audit under way is not sealed', async () => {
  const queue = new RecordingQueue();
  const asked = { ...ledger, queue, clock: now, requestsPerSecond: 3, newId: () => 'under-way' };
  await requestAudit(asked, { callIds: ['1'], priority: 'bulk', requestedBy: 'test' });
  await expect(sealEvidence(deps(), 'under-way')).rejects.toMatchObject({
    code: 'audit-not-ended',
  });
});

describe('a seal', () => {
  const seal = () => [...archive.values()][0] ?? '';
  const altered = (change: (sealed: string) => string) => {
    const { manifest: text, ...rest } = JSON.parse(seal());
    return JSON.stringify({ ...rest, manifest: change(text) });
  };

  test('holds for the manifest, also as a later version of the software exports it', async () => {
    expect(sealMismatches(seal(), pem(), await manifest())).toEqual([]);
    expect(sealMismatches(seal(), pem(), await manifest('2.0.0'))).toEqual([]);
    const der = createPublicKey(pem()).export({ type: 'spki', format: 'der' });
    expect(sealMismatches(seal(), der, await manifest())).toEqual([]);
  });

  test('does not hold with another key, or altered', async () => {
    const notSigned = ['the signature is not that of the key'];
    expect(sealMismatches(seal(), pem(pair().publicKey), await manifest())).toEqual(notSigned);
    const forged = altered((text) => text.replace('"requestedBy":"test"', '"requestedBy":"tess"'));
    expect(sealMismatches(forged, pem(), await manifest())).toEqual([
      ...notSigned,
      'audit is not what was sealed',
    ]);
  });

  test('tells in what a manifest is not the sealed one', async () => {
    const other = { ...(await manifest()), rootHash: '0'.repeat(64), extra: 1 };
    expect(sealMismatches(seal(), pem(), other)).toEqual([
      'rootHash is not what was sealed',
      'extra is not what was sealed',
    ]);
  });

  test.each([
    ['nothing', '', 'the seal is not one'],
    ['no seal', '{}', 'the seal is not one'],
  ])('is not %s', (_, text, mismatch) => {
    expect(sealMismatches(text, pem(), {})).toEqual([mismatch]);
  });

  test('needs a key and a manifest', async () => {
    expect(sealMismatches(seal(), 'no key', {})).toEqual(['the public key is not one']);
    expect(
      sealMismatches(
        altered(() => '1'),
        pem(),
        {},
      ),
    ).toEqual(['the sealed manifest is not one']);
  });
});

test('a manifest is made without reading any evidence', async () => {
  const audit = await ledger.audits.audit('sealed');
  if (!audit) throw new Error('no audit');
  const read = jest.spyOn(ledger.evidence, 'ofChunks');
  await manifestOf({ ...ledger, software: '1.2.3' }, audit);
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
});
