import { auditId, endedAudit, observations } from './support/made-up';
import { gongAccess } from './support/run';
import { type Reply, type ScriptedApi, startApi } from './support/scripted-api';

const quota = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  dayStart: '2026-02-28T00:00:00.000Z',
  dayEnd: '2026-03-01T00:00:00.000Z',
  spent: 300,
  reserved: { interactive: 500, others: 1_000 },
  left: { interactive: 8_700, bulk: 8_200 },
  guardMs: 25,
  chunkSize: 100,
  breaker: { state: 'closed' } as object,
};
const list = observations(200);

describe('gong-access doctor', () => {
  let api: ScriptedApi;
  let now: typeof quota;
  let checked: Reply;
  beforeAll(async () => {
    api = await startApi(({ path }) => {
      if (path === '/quota') return { body: now };
      if (path === '/audits') return { body: { audits: [endedAudit(list)] } };
      if (path.endsWith('/observations')) return { body: { observations: list } };
      return checked;
    });
  });
  beforeEach(() => {
    now = quota;
    checked = {
      body: {
        requestId: 'g-1',
        callAccessList: [],
        coverage: 'api-granted-individual-access',
        observedAt: new Date().toISOString(),
        duplicates: 0,
      },
    };
  });
  afterAll(() => api.stop());

  const refusal = (status: number, code: string, text: string): Reply => ({
    status,
    body: { requestId: 'r', errors: [text], code },
  });

  it('asks Gong for a call that it knew lately, and finds everything in order', async () => {
    const run = await gongAccess(['doctor'], { url: api.endpoint });
    expect(run.code).toBe(0);
    expect(run.out.match(/^ok /gm)).toHaveLength(6);
    const asked = JSON.parse(api.seen.at(-1)?.body ?? '{}').filter.callIds[0];
    expect(list.find(({ callId }) => callId === asked)?.outcome).toMatch(/granted|none/);
    expect(api.seen.some(({ path }) => path === `/audits/${auditId}/observations`)).toBe(true);
  });

  it.each([
    [
      500,
      'gong-secret-invalid',
      'the Gong secret is not usable: check accessKey',
      'secret',
      'put-secret-value',
    ],
    [401, 'gong-credentials-rejected', 'Gong refused the credentials', 'key', 'put-secret-value'],
    [403, 'gong-credentials-rejected', 'Gong refused the credentials', 'IP', 'trusted IPs'],
    [
      401,
      'gong-credentials-rejected',
      'Gong refused: the scope api:calls:read is missing',
      'scope',
      'api:calls:read',
    ],
  ])('%i %s (%s) is found as %s', async (status, code, text, what, advice) => {
    checked = refusal(status, code, text);
    const run = await gongAccess(['doctor'], { url: api.endpoint });
    expect(run.code).toBe(1);
    expect(run.out).toMatch(new RegExp(`^wrong +${what} `, 'm'));
    expect(run.out).toContain(advice);
  });

  it('asks nothing while the breaker is open: it knows why', async () => {
    const until = '2026-02-28T10:00:00.000Z';
    now = { ...quota, breaker: { state: 'open', until, status: 403 } };
    const before = api.seen.length;
    const run = await gongAccess(['doctor', '--json'], { url: api.endpoint });
    expect(api.seen.length).toBe(before + 1);
    const { findings } = JSON.parse(run.out);
    expect(
      findings.map(({ what, state }: { what: string; state: string }) => [what, state]),
    ).toEqual([
      ['API', 'fine'],
      ['IP', 'wrong'],
      ['day', 'fine'],
    ]);
  });

  it('tells a spent day from one that is kept for checks', async () => {
    now = { ...quota, left: { interactive: 500, bulk: 0 } };
    const kept = await gongAccess(['doctor', '--no-probe'], { url: api.endpoint });
    expect([kept.code, kept.out]).toEqual([
      0,
      expect.stringContaining('Audits wait for the next day'),
    ]);
    now = { ...quota, left: { interactive: 0, bulk: 0 } };
    const spent = await gongAccess(['doctor', '--no-probe'], { url: api.endpoint });
    expect([spent.code, spent.out]).toEqual([
      1,
      expect.stringContaining('Checks are refused until then'),
    ]);
  });

  it('says that there is no API', async () => {
    const run = await gongAccess(['doctor'], { url: 'http://127.0.0.1:59999' });
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/^wrong +API .*cannot be reached/);
  });
});
