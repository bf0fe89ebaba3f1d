import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { Gateway } from '../../../local/http/gateway';
import { ownPage } from '../../../local/own-pages';
import { standInControl } from '../../../local/pages/stand-in-controls';

const assets = join(__dirname, '../../../local/pages/assets');
const read = (file: string) => readFileSync(join(assets, file), 'utf8');

let gong: GongStandIn;
let gateway: Gateway;
let url: string;
let kind = 'stand-in';

beforeAll(async () => {
  gong = await startGongStandIn();
  const pages = {
    status: async () => ({ node: 'v0' }),
    queues: async () => ({ queues: [] }),
    outputs: () => ({}),
    events: () => ({ events: [] }),
    tasks: () => ({ tasks: [] }),
    fire: () => true,
    standIn: (request: Parameters<typeof standInControl>[1]) =>
      standInControl({ kind, url: gong.url }, request),
  };
  const api = {
    id: 'none',
    stage: 'v1',
    routes: [],
    gatewayResponses: {},
    binaryMediaTypes: [],
  };
  gateway = new Gateway({
    api,
    invoke: () => Promise.reject(new Error('there is no function')),
    ownPage: (request) => ownPage(pages, request),
  });
  url = await gateway.start(0);
});

afterAll(async () => {
  await gateway.stop(0);
  await gong.close();
});

async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(url + path, init);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe.each([
  ['/', 'stage.html'],
  ['/docs', 'docs.html'],
])('the page %s', (path, file) => {
  test('may load and frame nothing from elsewhere', async () => {
    const { status, headers, text } = await ask(path);
    expect(status).toBe(200);
    expect(text).toBe(read(file));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test('has all that it names', async () => {
    const names = [...read(file).matchAll(/(?:src|href)="(\/_local\/[^"]+)"/g)];
    expect(names.length).toBeGreaterThan(1);
    for (const [, name = ''] of names) expect((await ask(name)).status).toBe(200);
  });
});

test('every module is there by the name that others import, with a type that browsers run', async () => {
  const modules = readdirSync(assets).filter((file) => file.endsWith('.mjs'));
  for (const module of modules) {
    for (const [, name] of read(module).matchAll(/from '\.\/([^']+)'/g)) {
      expect(modules).toContain(name);
    }
    const { headers } = await ask(`/_local/pages/${module}`);
    expect(headers.get('content-type')).toMatch(/^text\/javascript/);
  }
});

test('elements that scripts look for are in the page', () => {
  const ids = readdirSync(assets)
    .filter((file) => file.endsWith('.mjs'))
    .flatMap((file) => [...read(file).matchAll(/byId\('([\w-]+)'\)/g)].map(([, id]) => id));
  const pages = read('stage.html') + read('docs.html');
  expect(ids.length).toBeGreaterThan(10);
  for (const id of ids) expect(pages).toContain(`id="${id}"`);
});

test('pages name no other host', () => {
  for (const file of readdirSync(assets)) expect(read(file)).not.toMatch(/https?:\/\//);
});

test.each(['/_local/pages/no-such.mjs', '/_local/pages/..%2fpage-files.ts', '/_local/nothing'])(
  '%s is not there',
  async (path) => {
    expect((await ask(path)).status).toBe(404);
  },
);

describe("the stand-in's controls", () => {
  test('change a call and tell what is true of it', async () => {
    const change = JSON.stringify({ grant: ['42'], revoke: [] });
    expect((await ask('/_local/gong/calls/123', { method: 'POST', body: change })).status).toBe(
      200,
    );
    const [call] = gong.truth(['123']).calls;
    expect(call?.users).toContain('42');
  });

  test('answer questions, and refuse as the stand-in does', async () => {
    const { text } = await ask('/_local/gong/call-ids?n=3');
    expect(JSON.parse(text)).toEqual({ callIds: gong.callIds(3) });
    expect((await ask('/_local/gong/call-ids?n=x')).status).toBe(400);
  });

  test('every fault that the page offers is one that the stand-in takes', async () => {
    const presets = presetsOfPage();
    expect(Object.keys(presets).length).toBeGreaterThan(4);
    for (const preset of Object.values(presets)) {
      const order = { method: 'POST', body: JSON.stringify(preset) };
      expect(await ask('/_local/gong/faults', order)).toMatchObject({ status: 200 });
    }
    expect(gong.faults()).toHaveLength(Object.keys(presets).length);
    await ask('/_local/gong/faults', { method: 'DELETE' });
    expect(gong.faults()).toEqual([]);
  });

  test('are not there for a real Gong, and lead nowhere else', async () => {
    expect((await ask('/_local/gong/%2e%2e/v2/calls')).status).toBe(404);
    kind = 'given';
    expect((await ask('/_local/gong/faults')).status).toBe(404);
    kind = 'stand-in';
  });
});

test.each([
  ['cross-site', 403],
  ['same-site', 403],
  ['same-origin', 200],
])('a browser that changes something from %s: %i', async (site, status) => {
  const headers = { 'Sec-Fetch-Site': site };
  expect(await ask('/_local/gong/faults', { method: 'DELETE', headers })).toMatchObject({ status });
});

/** Jest does not load ES modules: this one, which imports nothing, is run as a function's body. */
function presetsOfPage(): Record<string, object> {
  const statements = read('faults.mjs').replace(/^export /gm, '');
  return new Function(`${statements}\nreturn presets;`)();
}
