import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { exportEvidence } from '../../lambdas/domain/export-evidence';
import { manifestOf } from '../../lambdas/domain/manifest';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { type SealEvidenceDeps, sealEvidence } from '../../lambdas/domain/seal-evidence';
import { sealKey, sealMismatches } from '../../lambdas/domain/verify-seal';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingQueue } from '../support/recording-ports';
import { now, runAudit } from '../support/run-audit';

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = pair();
const pem = () => String(key.publicKey.export({ type: 'spki', format: 'pem' }));

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
    expect(sealMismatches(seal(), key.publicKey, await manifest())).toEqual([]);
    expect(sealMismatches(seal(), key.publicKey, await manifest('2.0.0'))).toEqual([]);
  });

  test('holds for what is left once parts have expired, and no more', async () => {
    const { parts, ...rest } = await manifest();
    const all = parts as { part: number }[];
    const left = { ...rest, parts: [], complete: false, expiredParts: all.map(({ part }) => part) };
    const now = { ...left, gongRequests: 0, rootHash: 'of nothing' };
    expect(sealMismatches(seal(), key.publicKey, now)).toEqual([]);
    const added = { ...now, parts: [{ part: 9, calls: 1, sha256: 'x' }] };
    expect(sealMismatches(seal(), key.publicKey, added)).toEqual(['parts is not what was sealed']);
    const { expiredParts: _, ...silent } = now;
    expect(sealMismatches(seal(), key.publicKey, silent)).toContain('parts is not what was sealed');
  });

  test('does not hold with another key, or altered', async () => {
    const notSigned = ['the signature is not that of the key'];
    expect(sealMismatches(seal(), pair().publicKey, await manifest())).toEqual(notSigned);
    const forged = altered((text) => text.replace('"requestedBy":"test"', '"requestedBy":"tess"'));
    expect(sealMismatches(forged, key.publicKey, await manifest())).toEqual([
      ...notSigned,
      'audit is not what was sealed',
    ]);
  });

  test('tells in what a manifest is not the sealed one', async () => {
    const other = { ...(await manifest()), rootHash: '0'.repeat(64), extra: 1 };
    expect(sealMismatches(seal(), key.publicKey, other)).toEqual([
      'rootHash is not what was sealed',
      'extra is not what was sealed',
    ]);
  });

  test.each([
    ['nothing', '', 'the seal is not one'],
    ['no seal', '{}', 'the seal is not one'],
  ])('is not %s', (_, text, mismatch) => {
    expect(sealMismatches(text, key.publicKey, {})).toEqual([mismatch]);
  });

  test('needs a manifest', async () => {
    expect(
      sealMismatches(
        altered(() => '1'),
        key.publicKey,
        {},
      ),
    ).toEqual(['the sealed manifest is not one']);
  });
});

describe('the key of seals', () => {
  const derOf = (publicKey: KeyObject) => publicKey.export({ type: 'spki', format: 'der' });

  test('is read as PEM, as DER, and as the base64 that KMS prints', () => {
    const der = derOf(key.publicKey);
    const base64 = Buffer.from(`${der.toString('base64')}\n`);
    for (const bytes of [Buffer.from(pem()), der, base64]) {
      expect(sealKey(bytes)?.equals(key.publicKey)).toBe(true);
    }
  });

  test('is of P-256 and nothing else', () => {
    const others = [
      generateKeyPairSync('ed25519').publicKey,
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey,
    ];
    for (const bytes of [...others.map(derOf), Buffer.from('no key'), Buffer.alloc(0)]) {
      expect(sealKey(bytes)).toBeUndefined();
    }
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
