import type { GongStandInOptions } from '../../../local/gong/options';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { ask } from './client';

let gong: GongStandIn;

async function start(options: GongStandInOptions = {}) {
  gong = await startGongStandIn({ requestsPerSecond: 10_000, ...options });
}

afterEach(() => gong.close());

async function extensive(what: 'users' | 'calls', filter: object, cursor?: string) {
  const body = JSON.stringify({ filter, ...(cursor && { cursor }) });
  const { status, text } = await ask(gong, { path: `/v2/${what}/extensive`, body });
  return { status, json: JSON.parse(text) };
}

const userIds = Array.from({ length: 300 }, (_, i) => String(1_000_000 + i));

describe('POST /v2/users/extensive', () => {
  it('tells the same names of the same users, and leaves out those that it does not know', async () => {
    await start({ pageSize: 300 });
    const { json } = await extensive('users', { userIds });
    const known: { id: string; emailAddress: string }[] = json.users;
    expect(known.length).toBeGreaterThan(250);
    expect(known.length).toBeLessThan(300);
    for (const { emailAddress } of known) {
      expect(emailAddress).toMatch(/^[a-z]+\.[a-z]+\.[0-9]{4}@example\.com$/);
    }
    const alone = await extensive('users', { userIds: [known[7]?.id] });
    expect(alone.json.users).toEqual([known[7]]);
    const unknown = userIds.find((userId) => !known.some(({ id }) => id === userId));
    expect((await extensive('users', { userIds: [unknown] })).status).toBe(404);
  });

  it('comes in pages', async () => {
    await start({ pageSize: 200 });
    const first = await extensive('users', { userIds });
    expect(first.json.users).toHaveLength(200);
    const second = await extensive('users', { userIds }, first.json.records.cursor);
    expect(second.json.records.cursor).toBeUndefined();
    expect(second.json.users).toHaveLength(first.json.records.totalRecords - 200);
  });

  it('needs its scope, and a list of IDs', async () => {
    await start({ missingScopes: ['api:users:read'] });
    const { status, json } = await extensive('users', { userIds });
    expect([status, json.errors[0]]).toEqual([401, expect.stringContaining("'api:users:read'")]);
    gong.patch({ missingScopes: [] });
    for (const wrong of [{}, { userIds: [] }, { userIds: ['1', '1'] }, { userIds: [1] }]) {
      expect((await extensive('users', wrong)).status).toBe(400);
    }
  });
});

describe('POST /v2/calls/extensive', () => {
  it('tells the titles of the calls that it knows', async () => {
    await start({ shareUnknown: 0 });
    gong.change('2', { unknown: true });
    const { json } = await extensive('calls', { callIds: ['1', '2', '3'] });
    expect(json.calls.map(({ metaData }: { metaData: { id: string } }) => metaData.id)).toEqual([
      '1',
      '3',
    ]);
    expect(json.calls[0].metaData.title).toMatch(/^[A-Z].+: [A-Z].+$/);
    expect((await extensive('calls', { callIds: ['2'] })).status).toBe(404);
  });
});
