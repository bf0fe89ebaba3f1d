import { gongAccess } from './support/run';
import { type Reply, type ScriptedApi, startApi } from './support/scripted-api';

const problem = (status: number, code: string, text: string): Reply => ({
  status,
  body: { requestId: 'r-7', errors: [text], code },
});

describe('a request that is not fulfilled', () => {
  let api: ScriptedApi;
  let reply: Reply;
  beforeAll(async () => {
    api = await startApi(() => reply);
  });
  afterAll(() => api.stop());

  it.each([
    [404, 'call-not-observed', 3, 'gong-access check'],
    [403, 'not-signed', 4, 'AWS credentials'],
    [409, 'audit-ended', 4, 'gong-access status'],
    [400, 'invalid-input', 2, 'no'],
    [500, 'internal', 5, 'no'],
  ])('%i %s ends with %i: one line and what to do', async (status, code, exitCode, advice) => {
    reply = problem(status, code, 'no');
    const run = await gongAccess(['access', '42'], { url: api.endpoint });
    expect(run.code).toBe(exitCode);
    expect(run.out).toBe('');
    expect(run.err).toMatch(/^gong-access: no \(request r-7\)\n/);
    expect(run.err).toContain(advice);
    expect(run.err).not.toMatch(/\bat .*:\d+/);
  });

  it('says which audits to wait for before they are compared', async () => {
    reply = problem(409, 'audit-not-ended', 'the audit in the path, the base, has not ended');
    const run = await gongAccess(['compare', 'a1', 'b2'], { url: api.endpoint });
    expect([run.code, run.out]).toEqual([4, '']);
    expect(run.err).toBe(
      'gong-access: only audits that have ended can be compared\nWait for them: gong-access status a1 b2 --wait\n',
    );
  });

  it('says that nothing answers', async () => {
    const run = await gongAccess(['quota'], { url: 'http://127.0.0.1:59999' });
    expect(run.code).toBe(5);
    expect(run.err).toMatch(/^gong-access: 127\.0\.0\.1:59999 cannot be reached\n/);
  });

  it('does not take another service for this one', async () => {
    reply = { body: '<!doctype html>' };
    const run = await gongAccess(['quota'], { url: api.endpoint });
    expect(run.code).toBe(5);
    expect(run.err).toContain('is not Gong Access Audit');
  });

  it('shows no control characters of an answer', async () => {
    reply = { body: { audits: [{ ...minimal, label: 'x\u001b]0;owned\u0007' }] } };
    const { out } = await gongAccess(['status'], { url: api.endpoint });
    expect(out).toContain('x�]0;owned�');
  });

  it.each([
    [['quota', '--url', 'http://gong.example'], 'must be https'],
    [['quota', '--url', 'x'], 'not the URL of an API'],
    [['quota', '--url', 'https://a.b', '--stack', 's'], 'not both'],
    [['access'], "missing required argument 'callId'"],
    [['acess', '1'], 'Did you mean access?'],
    [['access', '1', '--at', '2026-02-30'], '--at is not a time'],
    [['status', '../x'], 'not an audit ID'],
  ])('%j is a wrong use', async (args, text) => {
    const run = await gongAccess(args);
    expect(run.code).toBe(2);
    expect(run.err).toContain(text);
  });
});

const minimal = {
  auditId: 'a',
  status: 'running',
  requestedBy: 'x',
  requested: 1,
  duplicates: 0,
  totals: { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: 0 },
  progress: 0,
  createdAt: '2026-02-28T09:30:00.120Z',
  coverage: 'api-granted-individual-access',
};
