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

const quota = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  dayStart: '2026-03-31T00:00:00.000Z',
  dayEnd: '2026-04-01T00:00:00.000Z',
  spent: 0,
  reserved: { interactive: 500, others: 1_000 },
  left: { interactive: 9_000, bulk: 8_500 },
  guardMs: 25,
  chunkSize: 100,
  breaker: { state: 'closed' },
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

  function reply({ method, path, query, body }: Seen): Reply {
    const refusal = refusals.shift();
    if (refusal) return refusal;
    if (path === '/_local/outputs') return { body: { ListBucketName: 'stage-lists' } };
    if (path === '/quota') return { body: quota };
    if (query.has('dryRun') && !body.includes('callIds')) {
      const perThousandCalls = { listingRequests: 10, requests: 10, shareOfDay: 0.002 };
      const known = { requested: 12_345, requests: 124, shareOfDay: 0.0124 };
      return { body: { dryRun: true, ...(body.includes('known') && known), perThousandCalls } };
    }
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

  describe('of a list that is too long for one', () => {
    const ids = Array.from({ length: 200_002 }, (_, i) => `${i}`);
    const input = [...ids, '7'].join('\n');
    const keysFrom = (from: number) =>
      api.seen
        .slice(from)
        .flatMap(({ method, headers }) => (method === 'POST' ? [headers['idempotency-key']] : []));

    it('starts several, follows them together, and shows their totals', async () => {
      const from = api.seen.length;
      const run = await gongAccess(['audit', '-', '--wait'], { url: api.endpoint, input });
      expect(run.err).toContain('200,002 calls (1 duplicate taken out) make 2 audits.');
      expect(run.err).toContain('400 of 400 calls (100 %)');
      expect(run.out).toMatch(/^total +400$/m);
      const sent = api.seen.slice(from).filter(({ method }) => method === 'POST');
      const lists = sent.map(({ body }) => JSON.parse(body).callIds);
      expect(lists.map(({ length }) => length)).toEqual([100_001, 100_001]);
      expect(lists.flat()).toEqual(ids);
      const [, key] = /--idempotency-key (\S+):/.exec(run.err) ?? [];
      expect(keysFrom(from)).toEqual([`${key}/1-of-2`, `${key}/2-of-2`]);
    }, 60_000);

    it('says how to start the rest when it is cut off', async () => {
      const from = api.seen.length;
      const refused = { status: 403, body: { errors: ['not yours'], code: 'not-allowed' } };
      refusals = [{ status: 202, body: accepted }, refused];
      const cut = await gongAccess(['audit', '-', '--idempotency-key', 'q1'], {
        url: api.endpoint,
        input,
      });
      expect(cut.code).toBe(4);
      expect(cut.err).toContain('1 of 2 audits were started; then: not yours');
      expect(cut.err).toContain('with --idempotency-key q1: no audit is started twice');
      await gongAccess(['audit', '-', '--idempotency-key', 'q1'], { url: api.endpoint, input });
      const keys = keysFrom(from);
      expect(keys.slice(2)).toEqual(keys.slice(0, 2));
    }, 60_000);

    it('says what they would cost together', async () => {
      const dry = ['audit', '-', '--dry-run'];
      const run = await gongAccess(dry, { url: api.endpoint, input });
      expect(run.out).toMatch(/^audits +2$/m);
      expect(run.out).toMatch(/^requests to Gong +2$/m);
      expect(run.out).toMatch(/^duplicates +3$/m);
    }, 60_000);
  });

  describe('of calls that are yet to be listed', () => {
    const listing = { ...accepted, requested: 0, duplicates: 0, listing: true };

    it.each([
      [
        ['--from', '2026-03-01', '--to', '2026-04-01', '--workspace', '42'],
        {
          calls: {
            fromDateTime: '2026-03-01T00:00:00Z',
            toDateTime: '2026-04-01T00:00:00Z',
            workspaceId: '42',
          },
        },
      ],
      [['--list', 's3://lists/in/q1.csv'], { list: { bucket: 'lists', key: 'in/q1.csv' } }],
      [['--list', 'in/q1.csv'], { list: { bucket: 'stage-lists', key: 'in/q1.csv' } }],
      [['--known', '--label', 'all'], { known: true, label: 'all' }],
    ])('%j asks for %j', async (args, body) => {
      const run = await gongAccess(['audit', ...args], { url: api.endpoint });
      expect(run.code).toBe(0);
      const asked = api.seen.filter(({ method }) => method === 'POST').at(-1);
      expect(JSON.parse(asked?.body ?? '')).toEqual(body);
      expect(asked?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('until now if it is not told until when', async () => {
      const before = new Date().toISOString();
      await gongAccess(['audit', '--from', '7d'], { url: api.endpoint });
      const { calls } = JSON.parse(api.seen.at(-1)?.body ?? '');
      expect(calls.toDateTime >= before && calls.toDateTime <= new Date().toISOString()).toBe(true);
      expect(Date.parse(calls.toDateTime) - Date.parse(calls.fromDateTime)).toBe(7 * 86_400_000);
    });

    it.each([
      [[], 'name the calls in one way'],
      [[file, '--known'], 'name the calls in one way'],
      [['--from', '7d', '--list', 'x'], 'name the calls in one way'],
      [['--known', '--to', '2026-03-01'], '--to and --workspace go with --from'],
      [['--from', '2026-03-02', '--to', '2026-03-01'], '--from must be before --to'],
      [['--from', '7d', '--workspace', 'x'], 'not a workspace ID'],
      [['--list', 's3://only-a-bucket'], '--list is not the place of a list'],
    ])('%j is a wrong use', async (args, text) => {
      const before = api.seen.length;
      const run = await gongAccess(['audit', ...args], { url: api.endpoint });
      expect([run.code, run.err]).toEqual([2, expect.stringContaining(text)]);
      expect(api.seen.length).toBe(before);
    });

    it('says that they are being listed, and never how much of nothing is done', async () => {
      const source = {
        calls: { fromDateTime: accepted.createdAt, toDateTime: accepted.createdAt },
      };
      states = [{ ...listing, source }];
      const seen = await gongAccess(['status', auditId], { url: api.endpoint });
      expect(seen.out).toMatch(/^calls +listing…$/m);
      expect(seen.out).toMatch(/^from +calls that Gong lists from 2026-03-31 08:00:00Z to /m);
      expect(seen.out).not.toMatch(/%|total/);
      states = [listing, { ...ended, status: 'completed' }];
      const followed = await gongAccess(['status', auditId, '--wait'], { url: api.endpoint });
      expect(followed.err).toBe('listing the calls…\n200 of 200 calls (100 %)\n');
    });

    it('says why an audit failed as a whole, and where its bad lines are', async () => {
      const source = { list: { bucket: 'lists', key: 'in/q1.csv' } };
      const failureReason = 'list-without-calls';
      states = [{ ...ended, status: 'failed', source, failureReason, requested: 0, totals: none }];
      const run = await gongAccess(['status', auditId], { url: api.endpoint });
      expect(run.code).toBe(1);
      expect(run.out).toMatch(/^failed +the list holds no call IDs \(list-without-calls\)$/m);
      expect(run.out).toMatch(/^bad lines +s3:\/\/lists\/in\/q1\.csv\.result\.json$/m);
    });

    it('says what each thousand would cost', async () => {
      const run = await gongAccess(['audit', '--from', '7d', '--dry-run'], { url: api.endpoint });
      expect(run.out).toMatch(/^requests to Gong +10 for each 1,000 calls and 10 to list them$/m);
      expect(run.out).toMatch(/^of a day’s budget +0\.2 % for each 1,000 calls$/m);
    });

    it('says about how many the ledger knows', async () => {
      const run = await gongAccess(['audit', '--known', '--dry-run'], { url: api.endpoint });
      expect(run.out).toMatch(/^calls +about 12,345$/m);
    });
  });

  it.each(['pause', 'resume', 'cancel'])('%s asks for it', async (verb) => {
    const run = await gongAccess([verb, auditId], { url: api.endpoint });
    expect(run.code).toBe(0);
    expect(api.seen.at(-1)?.path).toBe(`/audits/${auditId}/${verb}`);
  });
});
