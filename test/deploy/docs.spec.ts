import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as v from 'valibot';
import { audit as auditShape } from '../../lambdas/api/audit-shapes';
import { stackName } from '../../scripts/deployment';
import { blocksOf, root } from '../docs/pages';
import { get, required } from '../flow/api';
import { audit } from '../flow/audits';

const folder = mkdtempSync(join(tmpdir(), 'docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const base = new URL(required('FLOW_BASE_URL'));
const host = process.env.FLOW_HOST_HEADER;

/** What the deploy check has done by itself, or what has tests of its own. */
const doneElsewhere = /^(npm|npx) /m;
const scriptOf = (page: string) =>
  ['docs/integrations.md', page]
    .flatMap((one) => blocksOf(one, 'sh'))
    .map(({ text }) => text)
    .filter((text) => !doneElsewhere.test(text));

/** Runs commands with AWS's own command line; pasted, but for the name of the stack and the door of a local cloud. */
function run(commands: string): string {
  const here = commands
    .replaceAll('GongAccessAudit', stackName)
    .replace('API_URL=$(output ApiUrl)', `API_URL=${base.href.replace(/\/?$/, '/')}`)
    .replace('curl ', host ? `curl -H "Host: ${host}" ` : 'curl ');
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', here], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      AWS_SESSION_TOKEN: '',
      ...process.env,
      PATH: [join(root, '.venv/bin'), process.env.PATH].join(delimiter),
    },
  });
  if (status !== 0) throw new Error(`${here}\nended with ${status}: ${stderr}`);
  return stdout;
}

const paste = (page: string) => run(scriptOf(page).join('\n'));
const exampleOf = (page: string, about: string) =>
  JSON.parse(blocksOf(page, 'json').find((block) => block.about === about)?.text ?? '');
/** JSON at the end of what was printed. */
const lastJson = (text: string) => JSON.parse(text.slice(text.search(/^\{(?![\s\S]*^\{)/m)));

async function auditCalled(label: string): Promise<string> {
  for (;;) {
    const { body } = await get<{ audits: { auditId: string; label?: string }[] }>('/audits');
    const found = body.audits.find((one) => one.label === label);
    if (found) return found.auditId;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

describe('the pages, pasted', () => {
  it('ask by an event', async () => {
    expect(paste('docs/integrations/eventbridge.md')).toMatch(/"FailedEntryCount": 0/);
    expect((await audit(await auditCalled('Deal closed'))).status).toBe('completed');
  });

  it('drop a list, and get the report that the page shows', async () => {
    const page = 'docs/integrations/s3-lists.md';
    const report = lastJson(paste(page));
    const { auditId: _, etag: __, ...shown } = exampleOf(page, 'list report');
    expect(report).toMatchObject(shown);
    expect(Object.keys(report).sort()).toEqual(Object.keys(exampleOf(page, 'list report')).sort());
    expect((await audit(report.auditId)).status).toBe('completed');
  });

  it('invoke the function, which answers with the audit', async () => {
    const answer = lastJson(paste('docs/integrations/invocation.md'));
    expect(v.safeParse(auditShape, answer).issues).toBeUndefined();
    expect((await audit(answer.auditId)).status).toBe('completed');
  });

  it('start a window by hand', async () => {
    const { auditIds } = lastJson(paste('docs/integrations/schedules.md'));
    expect(await audit(auditIds[0])).toMatchObject({ status: 'completed' });
  });

  it('wait for an audit in a state machine, which gives what the page shows', () => {
    const page = 'docs/integrations/step-functions.md';
    const answer = lastJson(paste(page));
    const shown = exampleOf(page, 'task answer');
    expect(Object.keys(answer).sort()).toEqual(Object.keys(shown).sort());
    expect(Object.keys(answer.totals)).toEqual(Object.keys(shown.totals));
    expect(answer).toMatchObject({ status: 'completed', requested: 1 });
  });

  it('fill the secret and ask with curl', async () => {
    const [output = '', secret = '', ask = ''] = scriptOf('docs/deploy.md').slice(1);
    const get = 'aws secretsmanager get-secret-value --secret-id "$GONG_SECRET_ARN"';
    const value = run(
      `${output}GONG_SECRET_ARN=$(output GongSecretArn)\n${get} --query SecretString --output text`,
    );
    const filled = secret.replace(/^\{"accessKey".*$/m, () => value.trim());
    expect(filled).not.toBe(secret);
    expect(run(output + filled)).toContain('VersionId');
    const accepted = lastJson(run(output + ask));
    expect((await audit(accepted.auditId)).status).toBe('completed');
  });
});
