import { get, post } from './api';
import { changeCall, newCallIds, setKnown, truth } from './gong';

interface CheckAnswer {
  readonly requestId: string;
  readonly callAccessList: { callId: string; users: { userId: string }[] }[];
  readonly coverage: string;
  readonly observedAt: string;
  readonly errors?: string[];
  readonly outcomes?: { callId: string; outcome: string }[];
}

const check = (callIds: readonly string[], headers = {}) =>
  post<CheckAnswer>('/v2/calls/users-access', { filter: { callIds } }, headers);

describe('POST /v2/calls/users-access', () => {
  it("answers as Gong does, in the request's order, with what Gong says", async () => {
    const callIds = newCallIds(5).reverse();
    await setKnown(callIds, true);
    const { status, body } = await check(callIds);
    const expected = await truth(callIds);
    expect(status).toBe(200);
    expect(body.requestId).toMatch(/^[0-9a-z]+$/);
    expect(body.callAccessList).toEqual(
      callIds.map((callId) => ({
        callId,
        users: [...(expected.get(callId)?.users ?? [])].sort().map((userId) => ({ userId })),
      })),
    );
    expect(body.coverage).toBe('api-granted-individual-access');
  });

  it("gives Gong's own 400 for an unknown call and still stores the others", async () => {
    const callIds = newCallIds(4);
    await setKnown(callIds, true);
    const [unknown = '', known = ''] = callIds;
    await setKnown([unknown], false);
    const { status, body } = await check(callIds);
    expect(status).toBe(400);
    expect(body.errors).toEqual(['Some calls not found']);
    expect(body.outcomes?.filter(({ outcome }) => outcome === 'not-found')).toEqual([
      { callId: unknown, outcome: 'not-found' },
    ]);
    const stored = await get<{ outcome: string }>(`/calls/${known}/access`);
    expect(stored.status).toBe(200);
    expect(['granted', 'none']).toContain(stored.body.outcome);
  });

  it('is lenient on request: the known calls are listed, the others told', async () => {
    const callIds = newCallIds(3);
    await setKnown(callIds, true);
    const [unknown = '', ...known] = callIds;
    await setKnown([unknown], false);
    const { status, body } = await check(callIds, { prefer: 'handling=lenient' });
    expect(status).toBe(200);
    expect(body.callAccessList.map(({ callId }) => callId)).toEqual(known);
    expect(body.outcomes).toEqual([{ callId: unknown, outcome: 'not-found' }]);
  });

  it('answers from the ledger what is young enough, and says how old it is', async () => {
    const callIds = newCallIds(2);
    await setKnown(callIds, true);
    const first = await check(callIds);
    const second = await check(callIds, { 'cache-control': 'max-age=600' });
    expect(second.status).toBe(200);
    expect(second.body.callAccessList).toEqual(first.body.callAccessList);
    expect(Number(second.headers.age)).toBeGreaterThanOrEqual(0);
    expect(second.body.observedAt).toBe(first.body.observedAt);
  });

  it('refuses more than 300 calls and names the way for more', async () => {
    const { status, text } = await check(newCallIds(301));
    expect(status).toBe(413);
    expect(text).toContain('/audits');
  });

  it.each([
    ['a number for an ID', '{"filter":{"callIds":[7782342274025937895]}}', 'filter.callIds[0]'],
    ['21 digits', '{"filter":{"callIds":["123456789012345678901"]}}', 'filter.callIds[0]'],
    ['no list', '{"filter":{}}', 'filter.callIds'],
    ['an empty list', '{"filter":{"callIds":[]}}', 'filter.callIds'],
    ['an unknown key', '{"filter":{"callIds":["1"]},"host":"evil"}', 'body'],
  ])('refuses %s and names the field', async (_, request, field) => {
    const { status, body } = await post('/v2/calls/users-access', request);
    expect(status).toBe(400);
    expect(body.field).toBe(field);
    expect(Array.isArray(body.errors)).toBe(true);
  });

  it('sees access that changed between two checks, and keeps both', async () => {
    const [callId = ''] = newCallIds(1);
    await setKnown([callId], true);
    await check([callId]);
    await changeCall(callId, { grant: ['99887766554433221100'] });
    const { body } = await check([callId]);
    expect(body.callAccessList[0]?.users).toContainEqual({ userId: '99887766554433221100' });
    const history = await get<{ grants: { userId: string; notBefore?: string }[] }>(
      `/calls/${callId}/history`,
    );
    const grant = history.body.grants.find(({ userId }) => userId === '99887766554433221100');
    expect(grant?.notBefore).toBeDefined();
  });
});
