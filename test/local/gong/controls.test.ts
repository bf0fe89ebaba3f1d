import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { ask, listOf, usersAccess } from './client';

let gong: GongStandIn;

beforeAll(async () => {
  gong = await startGongStandIn({
    requestsPerSecond: 1000,
    shareUnknown: 0,
    shareWithoutAccess: 1,
  });
});
afterAll(() => gong.close());
beforeEach(() => gong.reset());

/** What any of the controls may answer. */
interface AnyControl {
  at: number;
  calls: { users: string[]; outcome: string }[];
  versions: { from: number; users: string[] }[];
  callIds: string[];
  faults: object[];
  errors: string[];
}

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${gong.url}/_stand-in/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json: Partial<AnyControl> = JSON.parse(await answer.text());
  return { status: answer.status, json };
}

const change = async (callId: string, body: unknown): Promise<number> =>
  (await control('POST', `calls/${callId}`, body)).json.at ?? 0;

describe('the page of truth', () => {
  it('tells what is and what was true', async () => {
    const granted = await change('077', { grant: ['1'] });
    const unknown = await change('077', { unknown: true });
    const outcomes = await Promise.all(
      [granted - 1, granted, unknown].map(async (at) => {
        const { json } = await control('POST', 'truth', { callIds: ['077'], at });
        return json.calls?.[0];
      }),
    );
    const call = { callId: '077', known: true, named: true };
    expect(outcomes).toEqual([
      { ...call, users: [], outcome: 'none' },
      { ...call, users: ['1'], outcome: 'granted' },
      { ...call, known: false, named: false, users: [], outcome: 'not-found' },
    ]);
    const now = await control('POST', 'truth', { callIds: ['077', '1'] });
    expect(now.json.calls).toMatchObject([{ outcome: 'not-found' }, { outcome: 'none' }]);
    expect(now.json.at).toBeGreaterThanOrEqual(unknown);
  });

  it('tells the history of a call', async () => {
    const granted = await change('77', { grant: ['2', '1'] });
    const revoked = await change('77', { revoke: ['1'] });
    const { json } = await control('GET', 'history?callId=77');
    expect(json).toEqual({
      callId: '77',
      versions: [
        { from: expect.any(Number), known: true, users: [] },
        { from: granted, known: true, users: ['1', '2'] },
        { from: revoked, known: true, users: ['2'] },
      ],
    });
    const part = await control('GET', `history?callId=77&from=${granted}&to=${revoked - 1}`);
    expect(part.json.versions).toEqual([{ from: granted, known: true, users: ['1', '2'] }]);
  });

  it('has one truth for the moment of each answer, however fast access changes', async () => {
    for (let i = 0; i < 50; i++) {
      const before = await ask(gong, usersAccess(['5']));
      gong.change('5', i % 2 ? { revoke: ['1'] } : { grant: ['1'] });
      const after = await ask(gong, usersAccess(['5']));
      for (const answer of [before, after]) {
        const { json } = await control('GET', `answers/${answer.json.requestId}`);
        const users = gong.truth(['5'], json.at).calls[0]?.users;
        expect(users?.map((userId) => ({ userId }))).toEqual(listOf(answer)[0]?.users);
      }
    }
  });

  it('gives IDs of calls', async () => {
    const { json } = await control('GET', 'call-ids?n=5');
    expect(json.callIds).toEqual(gong.callIds(5));
  });
});

describe('switches', () => {
  it('queue, list and clear faults', async () => {
    await control('POST', 'faults', [{ kind: 'empty' }, { kind: 'answer', status: 500, times: 3 }]);
    expect((await control('GET', 'faults')).json.faults).toMatchObject([
      { kind: 'empty' },
      { kind: 'answer', times: 3 },
    ]);
    expect((await ask(gong, usersAccess(['1']))).text).toBe('');
    await control('DELETE', 'faults');
    expect((await ask(gong, usersAccess(['1']))).status).toBe(200);
  });

  it('change options while it runs', async () => {
    await control('PATCH', 'options', { requestsPerSecond: 1, accessKey: 'other' });
    expect((await ask(gong, usersAccess(['1']))).status).toBe(401);
    expect((await ask(gong, usersAccess(['1']))).status).toBe(429);
  });

  it('put back what is named, or everything', async () => {
    await change('5', { grant: ['1'] });
    await control('PATCH', 'options', { accessKey: 'other' });
    await ask(gong, usersAccess(['5']));
    await control('POST', 'reset', { only: ['stats', 'options'] });
    expect((await control('GET', 'stats')).json).toMatchObject({ arrivals: 0, day: { used: 1 } });
    expect(listOf(await ask(gong, usersAccess(['5'])))[0]?.users).toEqual([{ userId: '1' }]);
    await control('POST', 'reset');
    expect((await control('GET', 'stats')).json).toMatchObject({ accepted: 0, day: null });
    expect(listOf(await ask(gong, usersAccess(['5'])))[0]?.users).toEqual([]);
  });
});

it.each([
  ['POST', 'truth', { callIds: [1] }, 'callIds.0'],
  ['POST', 'faults', { kind: 'flood' }, '0.kind'],
  ['PATCH', 'options', { seed: 'other' }, 'seed'],
  ['POST', 'calls/5', { grants: ['1'] }, 'grants'],
  ['GET', 'history?callId=5&from=yesterday', undefined, 'from'],
])('%s %s says what is wrong with its input', async (method, path, body, field) => {
  const { status, json } = await control(method, path, body);
  expect(status).toBe(400);
  expect(json.errors?.[0]).toContain(`${field}:`);
});

it('has nothing elsewhere', async () => {
  expect((await control('GET', 'nothing')).status).toBe(404);
  expect((await control('GET', 'answers/unknown')).status).toBe(404);
  expect(gong.stats().arrivals).toBe(0);
});
