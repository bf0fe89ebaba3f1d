import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GongStandIn, startGongStandIn } from '../../local/gong/stand-in';
import { userData } from '../../local/gong/user-data';
import { auditId, changes, endedAudit, observations } from './support/made-up';
import { reportReplies } from './support/report-api';
import { gongAccess } from './support/run';
import { type ScriptedApi, startApi } from './support/scripted-api';

const list = observations(150);
const key = { GONG_ACCESS_KEY: 'stand-in-key', GONG_ACCESS_KEY_SECRET: 'stand-in-secret' };
const quota = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  dayStart: '2026-03-31T00:00:00.000Z',
  dayEnd: '2026-04-01T00:00:00.000Z',
  spent: 1_200,
  reserved: { interactive: 500, others: 1_000 },
  left: { interactive: 7_800, bulk: 7_300 },
  guardMs: 25,
  chunkSize: 100,
  breaker: { state: 'closed' },
};

describe('--enrich', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gong-access-'));
  const audit = endedAudit(list);
  const userIds = new Set(list.flatMap(({ users }) => users.map(({ userId }) => userId)));
  let api: ScriptedApi;
  let gong: GongStandIn;
  let now: typeof quota;

  beforeAll(async () => {
    const scene = { audits: [audit], observations: list, changes: changes(list, 5) };
    const replies = reportReplies(scene);
    api = await startApi((seen) => (seen.path === '/quota' ? { body: now } : replies(seen)));
    gong = await startGongStandIn({ shareUnknown: 0 });
  });
  beforeEach(() => {
    now = quota;
    gong.reset();
  });
  afterAll(() => Promise.all([api.stop(), gong.close()]));

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = key) =>
    gongAccess([...args, '--gong-url', gong.url], { url: api.endpoint, cwd: folder, env });
  const csv = ['report', auditId, '--format', 'csv'];

  it('is off: no name is asked for, and none is in a list', async () => {
    const { out } = await run(csv);
    expect(out.split('\r\n')[0]).toMatch(/,coverage$/);
    expect(gong.stats().accepted).toBe(0);
  });

  it('says what it costs, and puts names and titles into a list', async () => {
    const { out, err } = await run([...csv, '--enrich']);
    const users = Math.ceil(userIds.size / 100);
    expect(err).toContain(
      `Names cost ${users + 2} requests to Gong (${users} for users, 2 for calls): 0.0 % of a day’s 10,000, of which 8,800 are left.`,
    );
    expect(gong.stats().accepted).toBe(users + 2);
    const [heading, ...lines] = out.trimEnd().split('\r\n');
    expect(heading).toMatch(/,coverage,userName,userEmail,callTitle$/);
    expect(lines.length).toBeGreaterThan(150);
    let named = 0;
    for (const line of lines) {
      const [, , , user = '', , , , , name, email, title] = line.split(',');
      const person = user === '' ? undefined : userData('gong', user.slice(1));
      named += Number(person !== undefined);
      expect(name).toBe(person ? `${person.firstName} ${person.lastName}` : '');
      expect(email).toBe(person?.emailAddress ?? '');
      expect(title).toMatch(/^[A-Z].*: .+$/);
    }
    expect(named).toBeGreaterThan(50);
  });

  it('asks for no more than it is told', async () => {
    const { out, err } = await run(['report', auditId, '--format', 'jsonl', '--enrich', 'users']);
    expect(err).toContain('0 for calls');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.some(({ title }) => title !== undefined)).toBe(false);
    const [user] = lines.find(({ outcome }) => outcome === 'granted').users;
    expect(Object.keys(user)).toEqual(['userId', 'name', 'emailAddress']);
  });

  it('takes a second for each request, and waits as long as Gong asks', async () => {
    gong.addFaults([{ kind: 'answer', status: 429, headers: { 'retry-after': '2' } }]);
    const before = Date.now();
    const { code, err } = await run([...csv, '--enrich', 'users']);
    expect(code).toBe(1);
    expect(err).toContain('Gong: status 429. Asking again in 2 s.');
    const requests = Math.ceil(userIds.size / 100) + 1;
    expect(Date.now() - before).toBeGreaterThanOrEqual(2_000 + (requests - 2) * 1_000);
    // Two that are a second apart may arrive a little closer.
    expect(gong.stats().peakArrivals).toBeLessThanOrEqual(2);
  });

  it('is told plainly where a wait is longer than anyone sits through', async () => {
    gong.addFaults([{ kind: 'answer', status: 429, headers: { 'retry-after': '7200' } }]);
    const { code, out, err } = await run([...csv, '--enrich']);
    expect([code, out]).toEqual([5, '']);
    expect(err).toContain('Try again in 2 h');
  });

  it('puts names into the page as text, and says whose they are', async () => {
    const users = [...userIds];
    const odd = JSON.stringify({
      users: users.map((id) => ({
        id,
        firstName: '<img src=x>',
        lastName: '</script>\u202e\u001b[31m',
        emailAddress: '"x"@example.com',
      })),
    });
    gong.addFaults([{ kind: 'answer', status: 200, body: odd, times: 'until-cleared' }]);
    await run(['report', auditId, '--enrich', 'users', '-o', 'named.html']);
    const page = readFileSync(join(folder, 'named.html'), 'utf8');
    expect(page).toContain('&lt;img src=x&gt; &lt;/script&gt;');
    for (const bad of ['<img', '\u202e', '\u001b']) expect(page).not.toContain(bad);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).toContain('they are not part of the evidence');
    const [, block = ''] = /<script type="application\/json" id="data">([^<]+)</.exec(page) ?? [];
    const { names, users: inPage } = JSON.parse(block);
    expect(names.people).toHaveLength(inPage.length);
    expect(names.titles.every((title: string) => title === '')).toBe(true);
  });

  it('never lets a name or a title become a formula', async () => {
    const users = [...userIds].map((id) => ({ id, firstName: ' =1+1', emailAddress: '@x' }));
    const body = JSON.stringify({ users });
    gong.addFaults([{ kind: 'answer', status: 200, body, times: 'until-cleared' }]);
    const { out } = await run([...csv, '--enrich', 'users']);
    expect(out).toContain(",'=1+1,'@x,");
  });

  it('keeps names out of the evidence: they are a file of their own', async () => {
    const args = ['export', auditId, '--enrich', 'users', '-o', 'evidence.jsonl'];
    const { code, err } = await run(args);
    expect(code).toBe(0);
    expect(err).toContain('Wrote evidence.names.jsonl');
    const verified = await gongAccess(['verify', 'evidence.jsonl'], { cwd: folder });
    expect(verified.code).toBe(0);
    const names = readFileSync(join(folder, 'evidence.names.jsonl'), 'utf8');
    expect(names).toContain('@example.com');
    expect(readFileSync(join(folder, 'evidence.jsonl'), 'utf8')).not.toContain('@example.com');
    expect((await run(['export', auditId, '--enrich'])).code).toBe(2);
  });

  it.each([
    ['a scope', { missingScopes: ['api:users:read'] }, 'it lacks api:users:read'],
    ['a trusted address', { untrustedAddress: true }, 'trusted IPs'],
    ['the key', { accessKey: 'other' }, 'GONG_ACCESS_KEY'],
  ])('says that %s is missing, and never the key itself', async (_, options, text) => {
    gong.patch(options);
    const { code, out, err } = await run([...csv, '--enrich']);
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain(text);
    expect(err).not.toMatch(/stand-in-secret|c3RhbmQ/);
  });

  it('spends nothing where the day has too little left, or no key is there', async () => {
    now = { ...quota, spent: 9_999 };
    const spent = await run([...csv, '--enrich']);
    expect([spent.code, spent.err]).toEqual([4, expect.stringContaining('1 are left of the day')]);
    const keyless = await run([...csv, '--enrich'], {});
    expect([keyless.code, keyless.err]).toEqual([
      2,
      expect.stringContaining('GONG_ACCESS_KEY_SECRET'),
    ]);
    const elsewhere = await gongAccess([...csv, '--enrich', '--gong-url', 'https://gong.example'], {
      url: api.endpoint,
      env: key,
    });
    expect([elsewhere.code, elsewhere.err]).toEqual([
      2,
      expect.stringContaining('is not one of Gong’s'),
    ]);
    expect(gong.stats().accepted).toBe(0);
  });
});
