import { gongAccess } from './support/run';
import { type ScriptedApi, startApi } from './support/scripted-api';

const answer = {
  requestId: '4al018gzaztcr8nbukw',
  callAccessList: [
    { callId: '7782342274025937895', users: [{ userId: '234599484848423' }] },
    { callId: '00000000000000000001', users: [] },
  ],
  coverage: 'api-granted-individual-access',
  observedAt: '2026-02-28T09:30:00.120Z',
  duplicates: 0,
  outcomes: [{ callId: '42', outcome: 'not-found' }],
};

describe('gong-access check', () => {
  let api: ScriptedApi;
  let body: object = answer;
  beforeAll(async () => {
    api = await startApi(() => ({ body, headers: { age: '12' } }));
  });
  afterAll(() => api.stop());

  it('shows who has access, and that a call without a statement is not a call without users', async () => {
    body = answer;
    const { code, out } = await gongAccess(
      ['check', '7782342274025937895', '00000000000000000001', '42', '--max-age', '60'],
      { url: api.endpoint },
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^7782342274025937895 +granted +234599484848423$/m);
    expect(out).toMatch(/^00000000000000000001 {2}none +nobody has individual access$/m);
    expect(out).toMatch(/^42 +not-found +Gong does not know the call$/m);
    expect(out).toContain('from the ledger, up to 12 seconds old');
    const request = api.seen.at(-1);
    expect(request?.body).toBe(
      '{"filter":{"callIds":["7782342274025937895","00000000000000000001","42"]}}',
    );
    expect(request?.headers).toMatchObject({
      prefer: 'handling=lenient',
      'cache-control': 'max-age=60',
    });
  });

  it("prints the API's own answer for machines, without colours", async () => {
    body = answer;
    const { out } = await gongAccess(['check', '1', '--json'], { url: api.endpoint });
    expect(JSON.parse(out)).toEqual(answer);
    expect(out.trimEnd()).not.toContain('\n');
  });

  it('ends with 1 if a call could not be checked', async () => {
    body = { ...answer, outcomes: [{ callId: '42', outcome: 'failed', reason: 'timeout' }] };
    const { code, out } = await gongAccess(['check', '42'], { url: api.endpoint });
    expect(code).toBe(1);
    expect(out).toMatch(/^42 +failed +timeout$/m);
  });

  it('sends nothing that is not an ID, nor more than one request takes', async () => {
    const before = api.seen.length;
    const bad = await gongAccess(['check', '7.78E+18'], { url: api.endpoint });
    expect([bad.code, bad.err]).toEqual([
      2,
      'gong-access: not a call ID: call IDs are 1 to 20 digits\n',
    ]);
    const many = Array.from({ length: 301 }, (_, i) => `${i}`);
    const over = await gongAccess(['check', ...many], { url: api.endpoint });
    expect(over.code).toBe(2);
    expect(over.err).toContain('gong-access audit calls.txt');
    expect(api.seen.length).toBe(before);
  });
});
