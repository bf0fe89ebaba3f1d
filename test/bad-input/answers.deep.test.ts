import fc from 'fast-check';
import type { FaultOrder } from '../../local/gong/fault';
import { check, newCallIds } from '../faults/stage/actions';
import { openScene, type Scene, secretArnOf } from '../faults/stage/scene';
import { expectNothingOf } from './expect-refusal';
import { ownSite } from './own-site';

describe("bad answers of Gong's, and bad secrets", () => {
  const site = ownSite();
  let scene: Scene;

  beforeEach(async () => {
    scene = await openScene(site());
  });
  afterEach(() => scene.close());

  const granted = () => {
    const [callId = ''] = newCallIds(1);
    scene.gong.change(callId, { grant: ['42'] });
    return callId;
  };
  const always = (fault: FaultOrder) => scene.gong.addFaults({ ...fault, times: 'until-cleared' });

  it.each([
    'list-object',
    'list-string',
    'list-number',
    'users-string',
    'users-object',
    'user-without-id',
    'call-id-empty',
    'call-id-long',
    'ids-numeric',
  ] as const)('rows 37, 38, 40: %s is no answer, and not "no access"', async (how) => {
    const callId = granted();
    always({ kind: 'rewrite', how });
    const { status, text } = await check(scene, [callId]);
    expect([502, 503]).toContain(status);
    expectNothingOf(text);
    expect((await scene.http.get(`/calls/${callId}/access`)).text).not.toContain('"none"');
  });

  it.each([
    'user-twice',
    'fields-unknown',
    'call-twice',
    'request-id-absent',
    'call-not-asked',
  ] as const)('rows 40 and 41: %s is accepted', async (how) => {
    const callId = granted();
    always({ kind: 'rewrite', how });
    const { status, body } = await check(scene, [callId]);
    expect(status).toBe(200);
    expect(body.callAccessList).toEqual([{ callId, users: expect.any(Array) }]);
    const [{ users = [] } = {}] = body.callAccessList as { users?: { userId: string }[] }[];
    expect(new Set(users.map(({ userId }) => userId)).size).toBe(users.length);
  });

  it.each([
    ['HTML', { kind: 'html' }],
    ['nothing', { kind: 'empty' }],
    ['half of it', { kind: 'truncate', atByte: 60, complete: true }],
    ['a 204', { kind: 'answer', status: 204 }],
    ['a 500', { kind: 'answer', status: 500 }],
    ['a 599', { kind: 'answer', status: 599 }],
  ] as const)('rows 36 and 44: %s is asked for again, then a failure', async (_, fault) => {
    const callId = granted();
    always(fault);
    const { status, text } = await check(scene, [callId]);
    expect([502, 503]).toContain(status);
    expect(scene.gong.stats().arrivals).toBe(4);
    expectNothingOf(text);
    expect((await scene.http.get(`/calls/${callId}/access`)).text).not.toContain('"none"');
  });

  it('row 37: whatever a 200 says, access is never denied by what does not name the call', async () => {
    const entries = fc.record(
      { callId: fc.jsonValue({ maxDepth: 0 }), users: fc.jsonValue({ maxDepth: 1 }) },
      { requiredKeys: [] },
    );
    const answers = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.record({ callAccessList: fc.array(entries, { maxLength: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(answers, async (said) => {
        const callId = granted();
        scene.gong.clearFaults();
        const headers = { 'content-type': 'application/json' };
        always({ kind: 'answer', status: 200, headers, body: JSON.stringify(said) });
        const { status, text } = await check(scene, [callId]);
        expect([200, 502, 503]).toContain(status);
        if (status === 200) expect(text).not.toContain('"none"');
        const stored = await scene.http.get(`/calls/${callId}/access`);
        expect(stored.text).not.toContain('"none"');
      }),
      { numRuns: 10 },
    );
  });

  it('row 43: a refusal of the size shrinks the request', async () => {
    const callLimit = { calls: 3, status: 400, text: 'Too many calls: at most 3' };
    scene.gong.patch({ callLimit });
    const callIds = newCallIds(8);
    const { status, body } = await check(scene, callIds);
    expect([status, (body.callAccessList as object[]).length]).toEqual([200, 8]);
  });

  it('row 43: one unknown call is found among others, by halving', async () => {
    const callIds = newCallIds(8);
    const [unknown = ''] = callIds;
    scene.gong.change(unknown, { unknown: true });
    const { status, body } = await check(scene, callIds);
    expect(status).toBe(400);
    const outcomes = body.outcomes as { callId: string; outcome: string }[];
    expect(outcomes.filter(({ outcome }) => outcome === 'not-found')).toEqual([
      { callId: unknown, outcome: 'not-found' },
    ]);
  });

  it('row 43: another 400 is not taken for an unknown call', async () => {
    const callId = granted();
    always({ kind: 'answer', status: 400, text: 'Something else' });
    expect((await check(scene, [callId])).status).toBe(502);
    expect(scene.gong.stats().arrivals).toBe(1);
  });

  it.each([
    [404, 502, 1],
    [418, 502, 1],
    [403, 403, 1],
  ])('row 44: %i is final', async (status, told, requests) => {
    always({ kind: 'answer', status });
    expect((await check(scene, newCallIds(1))).status).toBe(told);
    expect(scene.gong.stats().arrivals).toBe(requests);
  });

  it.each(['0', '-1', 'abc', '1e9', '2147483648', 'Sun, 06 Nov 1994 08:49:37 GMT', undefined])(
    'row 45: Retry-After %s starts no storm',
    async (value) => {
      const headers = value === undefined ? {} : { 'retry-after': value };
      always({ kind: 'answer', status: 429, headers });
      const asked = check(scene, newCallIds(1));
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(scene.gong.stats().arrivals).toBeLessThanOrEqual(3);
      scene.gong.clearFaults();
      const { status, headers: told } = await asked;
      if (status !== 200) expect(told.get('retry-after')).toMatch(/^\d+$/);
      expect([200, 429, 503]).toContain(status);
    },
  );

  const canary = 'canary:secret';
  it.each([
    ['accessKey', { accessKeySecret: canary, baseUrl: 'http://gong.invalid' }],
    ['accessKeySecret', { accessKey: 'key', baseUrl: 'http://gong.invalid' }],
    ['accessKey', { accessKey: canary, accessKeySecret: 'x', baseUrl: 'http://gong.invalid' }],
    ['accessKeySecret', { accessKey: 'k', accessKeySecret: `${canary}\n` }],
    ['baseUrl', { accessKey: 'k', accessKeySecret: canary, baseUrl: 'https://evil.example.com' }],
    ['baseUrl', { accessKey: 'k', accessKeySecret: canary, baseUrl: 'https://u:p@api.gong.io' }],
    ['SecretString', `\ufeff{"accessKey":"${canary}"}`],
    ['SecretString', canary],
    ['accessKey', '[]'],
  ])('row 47: a secret is refused by its field %s', async (field, secret) => {
    const text = typeof secret === 'string' ? secret : JSON.stringify(secret);
    scene.secrets.put(secretArnOf(scene.model), text);
    const { status, body, text: told } = await check(scene, newCallIds(1));
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'gong-secret-invalid' });
    expect(told).toContain(field);
    expect(told + scene.logs.join('\n')).not.toContain(canary);
    expect(scene.gong.stats().arrivals).toBe(0);
  });
});
