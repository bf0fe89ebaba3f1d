import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditId, changes, endedAudit, observations, series } from './support/made-up';
import { reportReplies } from './support/report-api';
import { gongAccess } from './support/run';
import { type ScriptedApi, startApi } from './support/scripted-api';

const list = observations(2_000);
const label = '=HYPERLINK("x") <script>alert(1)</script>';
const newest = endedAudit(list, { label });

describe('gong-access report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gong-access-'));
  let api: ScriptedApi;
  beforeAll(async () => {
    const scene = { audits: series(newest, 5), observations: list, changes: changes(list, 30) };
    api = await startApi(reportReplies(scene));
  });
  afterAll(() => api.stop());

  const run = (...args: string[]) =>
    gongAccess(['report', auditId, ...args], { url: api.endpoint, cwd: folder });

  describe('as a page', () => {
    let page = '';
    beforeAll(async () => {
      const { code, err } = await run('-o', 'report.html');
      expect([code, err]).toEqual([1, expect.stringContaining('Wrote report.html')]);
      page = readFileSync(join(folder, 'report.html'), 'utf8');
    });

    it('loads nothing from elsewhere, and may run nothing but what is in it', () => {
      expect(page).not.toMatch(/(src|href|url\()\s*=?\s*["'(]?(https?:|\/\/)/i);
      const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
      const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
      const hash = createHash('sha256').update(script).digest('base64');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain(`script-src 'sha256-${hash}'`);
      expect(page).not.toMatch(/ (style|on\w+)=/);
    });

    it('shows a label as text, whatever is in it', () => {
      expect(page).not.toContain('<script>alert');
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    });

    it('says what was asked, what it covers, and that the totals reconcile', () => {
      const { granted, none, notReturned, notFound, failed } = newest.totals;
      const sum = [granted, none, notReturned, notFound, failed].map((n) =>
        n.toLocaleString('en-US'),
      );
      expect(page).toContain(`The totals reconcile: 2,000 = ${sum.join(' + ')}`);
      expect(page).toContain('api-granted-individual-access');
      expect(page).toContain('assumed-role/Auditor/j.doe');
      expect(page).toContain('20 accesses had been granted and 10 revoked');
    });

    it('holds every call, user and outcome of the audit', () => {
      const [, block = ''] = /<script type="application\/json" id="data">([^<]+)</.exec(page) ?? [];
      const data = JSON.parse(block);
      let begin = 0;
      const held = data.calls.split(' ').map((callId: string, i: number) => {
        const who = data.who.slice(begin, begin + data.counts[i]);
        begin += data.counts[i];
        return [callId, data.outcomes[i], who.map((user: number) => data.users[user])];
      });
      const letters: Record<string, string> = {
        granted: 'g',
        none: 'n',
        'not-returned': 'r',
        'not-found': 'u',
        failed: 'f',
      };
      const expected = list.map((one) => [
        one.callId,
        letters[one.outcome],
        one.users.map(({ userId }) => userId),
      ]);
      expect(new Map(held.map((one: string[]) => [one[0], one]))).toEqual(
        new Map(expected.map((one) => [one[0], one])),
      );
      const hash = createHash('sha256').update(block).digest('hex');
      expect(page).toContain(`sha256:${hash}`);
    });

    it('leaves no half file behind when it fails', async () => {
      const failed = await gongAccess(['report', 'missing', '-o', 'no.html'], {
        url: api.endpoint,
        cwd: folder,
      });
      expect(failed.code).toBe(3);
      expect(readdirSync(folder)).toEqual(['report.html']);
    });
  });

  it('as CSV has a line for each user, IDs that stay digits, and no formula', async () => {
    const { out } = await run('--format', 'csv');
    const lines = out.split('\r\n').slice(1, -1);
    const expected = list.reduce((sum, { users }) => sum + Math.max(1, users.length), 0);
    expect(lines).toHaveLength(expected);
    for (const line of lines) {
      const [audit, call, , user = ''] = line.split(',');
      expect(audit).toBe(auditId);
      expect(call).toMatch(/^'[0-9]{19,20}$/);
      expect(user).toMatch(/^('[0-9]+)?$/);
    }
    expect(out).not.toMatch(/(^|,)"?[=+\-@\t]/m);
  });

  it('as JSON Lines has a line for each call, with coverage', async () => {
    const { out } = await run('--format', 'jsonl');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual(list.map((one) => ({ auditId, ...one, coverage: newest.coverage })));
  });

  describe('of which evidence has expired', () => {
    const gone = list.map((one, i) =>
      i < 200
        ? { callId: one.callId, outcome: 'failed', users: [], reason: 'evidence-expired' }
        : one,
    );
    let old: ScriptedApi;
    beforeAll(async () => {
      const { failed, ...rest } = newest.totals;
      const whole = {
        ...newest,
        status: 'completed',
        totals: { ...rest, none: rest.none + failed },
      };
      whole.totals = { ...whole.totals, failed: 0 } as typeof newest.totals;
      const observations = gone.map((one) =>
        one.reason === 'gong-unavailable' ? { ...one, outcome: 'none', reason: undefined } : one,
      );
      old = await startApi(
        reportReplies({ audits: [whole as typeof newest], observations, changes: [] }),
      );
    });
    afterAll(() => old.stop());

    it.each(['html', 'csv', 'jsonl'])('says so as %s, and is no success', async (format) => {
      const args = ['report', auditId, '--format', format, '-o', `expired.${format}`];
      const { code, err } = await gongAccess(args, { url: old.endpoint, cwd: folder });
      expect(code).toBe(1);
      expect(err).toContain('The evidence of 200 calls has expired');
      expect(err).not.toContain('reconcile');
    });

    it('does not count them as not checked', () => {
      const page = readFileSync(join(folder, 'expired.html'), 'utf8');
      expect(page).toContain('Evidence expired');
      expect(page).toMatch(/Not checked<small>[^<]*<\/small><\/th>\s*<td class="n">0</);
      expect(page).toContain('With expired evidence they cannot be counted again');
      expect(page).not.toMatch(/The totals (do not )?reconcile/);
    });
  });

  it('takes totals that do not match the list for what they are', async () => {
    const wrong = { ...newest, totals: { ...newest.totals, none: newest.totals.none + 1 } };
    const other = await startApi(
      reportReplies({ audits: [wrong], observations: list, changes: [] }),
    );
    const { code, out, err } = await gongAccess(['report', auditId], { url: other.endpoint });
    await other.stop();
    expect([code, err]).toEqual([1, expect.stringContaining('The totals do not reconcile.')]);
    expect(out).toContain('The totals do not reconcile.');
    expect(out).not.toContain('The totals reconcile');
  });
});
