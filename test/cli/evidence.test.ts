import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootHash, sha256 } from '../../lambdas/domain/evidence-part';
import { evidenceOf } from './support/evidence';
import { auditId, endedAudit, observations } from './support/made-up';
import { reportReplies } from './support/report-api';
import { gongAccess } from './support/run';
import { type ScriptedApi, startApi } from './support/scripted-api';

const list = observations(2_000);

describe('gong-access export and verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gong-access-'));
  let api: ScriptedApi;
  let lines: string[] = [];
  beforeAll(async () => {
    api = await startApi(
      reportReplies({ audits: [endedAudit(list)], observations: list, changes: [] }),
    );
    const run = await gongAccess(['export', auditId, '-o', 'evidence.jsonl'], {
      url: api.endpoint,
      cwd: folder,
    });
    expect(run.code).toBe(0);
    lines = readFileSync(join(folder, 'evidence.jsonl'), 'utf8').trimEnd().split('\n');
  });
  afterAll(() => api.stop());

  const verify = (input: readonly string[]) =>
    gongAccess(['verify', '-'], { input: `${input.join('\n')}\n`, url: 'http://127.0.0.1:59999' });

  it('holds, without network', async () => {
    const run = await gongAccess(['verify', 'evidence.jsonl'], { cwd: folder });
    expect(run.code).toBe(0);
    expect(run.out).toContain('The evidence holds.');
    expect(run.out).toMatch(/^root hash +sha256:[0-9a-f]{64}$/m);
  });

  it.each<[string, (all: string[]) => string[], string]>([
    ['a part is missing', (all) => all.filter((_, i) => i !== 3), 'part 3 is missing'],
    ['a user was added', (all) => all.map(addUser), 'part 0 was altered'],
    ['a part is there twice', (all) => [all[0] ?? '', ...all], 'part 0 is there twice'],
    [
      'a part of another audit',
      (all) => ['{"part":99,"callIds":[],"answers":[],"gaps":[]}', ...all],
      'part 99 is not in the manifest',
    ],
    ['the manifest is missing', (all) => all.slice(0, -1), 'there is no manifest'],
    ['the totals were changed', (all) => all.map(changeTotals), 'none: the manifest says 0'],
    ['the hashes were changed', (all) => all.map(changeHash), 'the root hash is not that'],
    ['a line is cut off', (all) => [...all, '{"part":'], 'is neither a part nor a manifest'],
  ])('does not hold if %s', async (_name, change, mismatch) => {
    const run = await verify(change([...lines]));
    expect(run.code).toBe(1);
    expect(run.out).toContain('The evidence does not hold');
    expect(run.out).toContain(mismatch);
  });

  describe('with a seal', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    beforeAll(() => {
      const { manifest } = JSON.parse(lines.at(-1) ?? '');
      const text = JSON.stringify(manifest);
      const value = sign('sha256', Buffer.from(text), privateKey).toString('base64');
      const signature = { keyId: 'the-key', algorithm: 'ECDSA_SHA_256', value };
      const seal = { schemaVersion: 1, manifest: text, signature };
      writeFileSync(join(folder, 'seal.json'), JSON.stringify(seal));
      const forged = { ...manifest, audit: { ...manifest.audit, requestedBy: 'somebody else' } };
      const other = { ...seal, manifest: JSON.stringify(forged) };
      writeFileSync(join(folder, 'other.json'), JSON.stringify(other));
      writeFileSync(join(folder, 'key.der'), publicKey.export({ type: 'spki', format: 'der' }));
      writeFileSync(join(folder, 'key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
      const der = publicKey.export({ type: 'spki', format: 'der' });
      writeFileSync(join(folder, 'key.txt'), `${der.toString('base64')}\n`);
      const others = {
        'ed25519.pem': generateKeyPairSync('ed25519').publicKey,
        'p384.pem': generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey,
        'rsa.pem': generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey,
      };
      for (const [file, key] of Object.entries(others)) {
        writeFileSync(join(folder, file), key.export({ type: 'spki', format: 'pem' }));
      }
      writeFileSync(join(folder, 'none.pem'), 'no key');
    });
    const verifySealed = (...options: string[]) =>
      gongAccess(['verify', 'evidence.jsonl', ...options], { cwd: folder });

    it.each(['key.der', 'key.pem', 'key.txt'])(
      'tells who signed it, with the key in %s',
      async (file) => {
        const run = await verifySealed('--seal', 'seal.json', '--public-key', file);
        expect([run.code, run.out]).toEqual([
          0,
          expect.stringMatching(/^seal +signed by the-key$/m),
        ]);
      },
    );

    it.each(['ed25519.pem', 'p384.pem', 'rsa.pem', 'none.pem'])(
      'says that %s is not a P-256 key',
      async (file) => {
        const run = await verifySealed('--seal', 'seal.json', '--public-key', file);
        expect([run.code, run.out]).toEqual([2, '']);
        expect(run.err).toContain(`${file} is not a P-256 public key`);
      },
    );

    it('does not hold if something else was sealed', async () => {
      const run = await verifySealed('--seal', 'other.json', '--public-key', 'key.der');
      expect(run.code).toBe(1);
      expect(run.out).toContain('the signature is not that of the key');
      expect(run.out).toContain('audit is not what was sealed');
    });

    it('needs both files', async () => {
      const alone = await verifySealed('--seal', 'seal.json');
      expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('name both')]);
      const gone = await verifySealed('--seal', 'gone.json', '--public-key', 'key.der');
      expect([gone.code, gone.err]).toEqual([
        2,
        'gong-access: gone.json cannot be read (ENOENT)\n',
      ]);
    });
  });

  describe('of which parts have expired', () => {
    const evidence = evidenceOf(endedAudit(list), list);
    const left = evidence.parts.filter((_, part) => ![2, 5].includes(part));
    const manifest = {
      ...evidence.manifest,
      complete: false,
      parts: evidence.manifest.parts.filter(({ part }) => ![2, 5].includes(part)),
      expiredParts: [2, 5],
      rootHash: rootHash(left.map(sha256)),
    };

    it('is exported, but not as if it were all', async () => {
      const body = { parts: left, manifest };
      const other = await startApi(() => ({ body }));
      const args = ['export', auditId, '-o', 'expired.jsonl'];
      const run = await gongAccess(args, { url: other.endpoint, cwd: folder });
      await other.stop();
      expect(run.code).toBe(1);
      expect(run.err).toContain('This is not all of the evidence: 2 of 20 parts have expired');
    });

    it('holds as far as it is there', async () => {
      const run = await gongAccess(['verify', 'expired.jsonl'], { cwd: folder });
      expect(run.code).toBe(1);
      expect(run.out).toMatch(/^complete +no: 2 of 20 parts have expired/m);
      expect(run.out).toContain('What is there holds; it is not all of the evidence.');
      expect(run.out).not.toMatch(/does not hold|The evidence holds/);
    });

    it('does not hold if what is left says more than was found', async () => {
      const totals = { ...manifest.totals, none: 1, granted: manifest.totals.granted - 1 };
      const run = await verify([...left, JSON.stringify({ manifest: { ...manifest, totals } })]);
      expect(run.out).toContain('The evidence does not hold');
      expect(run.out).toContain('none: the manifest says 1');
    });
  });

  it('of an audit that had not ended is not all of it', async () => {
    const { manifest } = JSON.parse(lines.at(-1) ?? '');
    const open = JSON.stringify({ manifest: { ...manifest, complete: false } });
    const run = await verify([...lines.slice(0, -1), open]);
    expect([run.code, run.out]).toEqual([
      1,
      expect.stringContaining('no: the audit had not ended'),
    ]);
  });

  it('says that there is no such file', async () => {
    const run = await gongAccess(['verify', 'none.jsonl'], { cwd: folder });
    expect([run.code, run.err]).toEqual([2, 'gong-access: none.jsonl cannot be read (ENOENT)\n']);
  });
});

const addUser = (line: string, i: number) =>
  i === 0 ? line.replace('\\"users\\":[]', '\\"users\\":[{\\"userId\\":\\"1\\"}]') : line;

const changeTotals = (line: string) =>
  line.startsWith('{"manifest"') ? line.replace(/"none":\d+/, '"none":0') : line;

const changeHash = (line: string) =>
  line.startsWith('{"manifest"') ? line.replace(/"sha256":"../, '"sha256":"00') : line;
