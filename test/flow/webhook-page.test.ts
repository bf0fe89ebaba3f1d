import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocksOf } from '../docs/pages';
import { required } from './api';

const scripts = blocksOf('docs/integrations/webhook.md', 'sh').map(({ text }) => text);

/** As pasted, but for the addresses: of this stage, and the one that its webhook was set up with. */
const asHere = (script: string) =>
  script
    .replace('curl -sS "$WEBHOOK_URL"', `curl -sS "$ENDPOINT" \${HOST:+-H "Host: $HOST"}`)
    .replace(/WEBHOOK_URL=\S+/, 'WEBHOOK_URL=https://hooks.example.com/webhooks/gong');

describe("what docs/integrations/webhook.md sends in Gong's place", () => {
  const folder = mkdtempSync(join(tmpdir(), 'webhook-page-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(script = ''): string {
    const { stdout, stderr } = spawnSync('bash', ['-euc', asHere(script)], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        ENDPOINT: `${required('FLOW_BASE_URL').replace(/\/$/, '')}/webhooks/gong`,
        HOST: process.env.FLOW_HOST_HEADER ?? '',
      },
    });
    return stdout || stderr;
  }
  const sending = scripts.find((script) => script.includes('TOKEN='));

  it('is taken, signed with the key that the stage knows', () => {
    writeFileSync(join(folder, 'gong.pem'), required('FLOW_WEBHOOK_KEY'));
    expect(JSON.parse(run(sending))).toMatchObject({ received: true });
  });

  it('is refused, signed with a key that the page makes and the stage does not know', () => {
    const making = scripts.find((script) => script.startsWith('openssl'));
    const [keys] = (making ?? '').split('npm start');
    expect(run(`${keys} 2>/dev/null\necho "$GONG_PUBLIC_KEY"`)).toMatch(/^[A-Za-z0-9+/]{392}\n$/);
    expect(JSON.parse(run(sending))).toMatchObject({ code: 'invalid-signature' });
  });
});
