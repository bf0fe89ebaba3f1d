import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditShape } from '../../cli/api/shapes';
import { auditId, endedAudit, observations } from './support/made-up';
import { gongAccess } from './support/run';
import { type Reply, type ScriptedApi, type Seen, startApi } from './support/scripted-api';

const file = join(mkdtempSync(join(tmpdir(), 'gong-access-')), 'calls.csv');
writeFileSync(
  file,
  '\uFEFFTitle,Call ID\r\n"A, b",7782342274025937895\r\nC,"00042"\r\nC,00042\r\n',
);

const none = { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: 0 };
const ended = endedAudit(observations(200));
const accepted: AuditShape = { ...ended, status: 'accepted', totals: none, progress: 0 };
delete accepted.completedAt;
const paused: AuditShape = {
  ...accepted,
  status: 'paused',
  pauseReason: 'day-spent',
  resumesAt: '2026-04-01T08:00:00.000Z',
};

describe('gong-access audit', () => {
  let api: ScriptedApi;
  let states: AuditShape[];
  let refusals: Reply[];
  beforeAll(async () => {
    api = await startApi(reply);
  });
  beforeEach(() => {
    states = [accepted, ended];
    refusals = [];
  });
  afterAll(() => api.stop());

  function reply({ method, query }: Seen): Reply {
    const refusal = refusals.shift();
    if (refusal) return refusal;
    if (query.has('dryRun')) {
      return {
        body: { dryRun: true, requested: 2, duplicates: 1, requests: 1, shareOfDay: 0.0001 },
      };
    }
    if (method === 'POST') return { status: 202, body: accepted };
    return { body: states.length > 1 ? states.shift() : states[0] };
  }

  it('reads the column of call IDs, starts, and says how to come back', async () => {
    const run = await gongAccess(['audit', file, '--label', 'Q1'], { url: api.endpoint });
    expect(run.code).toBe(0);
    expect(run.err).toContain(`gong-access status ${auditId} --wait`);
    const { body } = api.seen.at(-1) ?? {};
    expect(body).toBe('{"callIds":["7782342274025937895","00042","00042"],"label":"Q1"}');
  });

  it('repeats the request under one key when the API is busy', async () => {
    const busy = { status: 503, headers: { 'retry-after': '0' }, body: { errors: ['busy'] } };
    refusals = [busy];
    const from = api.seen.length;
    const run = await gongAccess(['audit', '-', '--json'], {
      url: api.endpoint,
      input: '42\n43\n',
    });
    expect(JSON.parse(run.out).auditId).toBe(auditId);
    const keys = api.seen.slice(from).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('waits for the end, and gaps are not a success', async () => {
    states = [
      { ...accepted, status: 'running', progress: 0.5 },
      { ...ended, status: 'completed-with-gaps' },
    ];
    const run = await gongAccess(['audit', file, '--wait'], { url: api.endpoint });
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/^status +completed-with-gaps$/m);
    expect(run.out).toMatch(/^total +200$/m);
  });

  it('goes on without the command at Ctrl-C, explains a pause, and can be come back to', async () => {
    states = [paused];
    const run = await gongAccess(['audit', file, '--wait'], {
      url: api.endpoint,
      onErr: (err, child) => {
        // Twice, as npx does.
        if (err.includes('paused')) child.kill('SIGINT');
      },
    });
    expect(run.code).toBe(130);
    expect(run.err).toContain(
      'paused: Gong’s requests for the day are spent; goes on by itself at 2026-04-01 08:00:00Z',
    );
    expect(run.err).toContain(`Come back: gong-access status ${auditId} --wait`);
    expect(api.seen.some(({ path }) => path.endsWith('/cancel'))).toBe(false);

    states = [ended];
    const back = await gongAccess(['status', auditId, '--wait'], { url: api.endpoint });
    expect(back.out).toContain(ended.status);
  });

  it('says what it would cost, without starting', async () => {
    const run = await gongAccess(['audit', file, '--dry-run'], { url: api.endpoint });
    expect(run.out).toMatch(/^requests to Gong +1$/m);
    expect(run.out).toMatch(/^complete by +never/m);
    expect(api.seen.at(-1)?.query.get('dryRun')).toBe('true');
  });

  it('sends nothing of a list with a bad line, and names the lines', async () => {
    const before = api.seen.length;
    const input = '1\nx2\n7.78E+18\n\n4\n';
    const run = await gongAccess(['audit', '-'], { url: api.endpoint, input });
    expect(run.code).toBe(2);
    expect(run.err).toContain('line 2: not a call ID');
    expect(run.err).toContain('line 3: a spreadsheet has rounded this ID');
    expect(api.seen.length).toBe(before);
  });

  it('says clearly that a list is too long for one audit', async () => {
    const input = Array.from({ length: 200_001 }, (_, i) => `${i}`).join('\n');
    const run = await gongAccess(['audit', '-'], { url: api.endpoint, input });
    expect(run.code).toBe(2);
    expect(run.err).toContain('names 200,001 calls; one audit takes up to 200,000');
  });

  it.each(['pause', 'resume', 'cancel'])('%s asks for it', async (verb) => {
    const run = await gongAccess([verb, auditId], { url: api.endpoint });
    expect(run.code).toBe(0);
    expect(api.seen.at(-1)?.path).toBe(`/audits/${auditId}/${verb}`);
  });
});
