import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '../..');
let stage: ChildProcess | undefined;

afterEach(() => stage?.kill('SIGKILL'));

/** A stage at the rate that Gong gives without asking; gives its URL. */
async function startStage(): Promise<string> {
  const args = ['--port', '0', '--gong-rps', '3', '--gong-daily', '10000'];
  const main = join(root, 'local', 'main.ts');
  const started = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  stage = started;
  for await (const line of createInterface({ input: started.stdout })) {
    const [, url] = /^Ready: (http:\S+)/.exec(line) ?? [];
    if (!url) continue;
    started.stdout.resume();
    return url;
  }
  throw new Error('the stage did not start');
}

const callIds = (count: number, from: number) =>
  Array.from({ length: count }, (_, n) => String(7_000_000_000_000 + from + n));

async function post(url: string, body: unknown) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'handling=lenient' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** The wait for a slot is a second or so; the rest is for a slow machine. */
const longestWaitMs = 8_000;

test('checks are answered while a batch takes all that Gong gives', async () => {
  const url = await startStage();
  const { body } = await post(`${url}/audits`, { callIds: callIds(20_000, 0) });
  const progress = async () => {
    const answer = await fetch(`${url}/audits/${body.auditId}`);
    return ((await answer.json()) as { progress: number }).progress;
  };
  while ((await progress()) === 0) await new Promise((resolve) => setTimeout(resolve, 200));
  const waits: number[] = [];
  const statuses: number[] = [];
  for (let n = 0; n < 6; n++) {
    const start = Date.now();
    const check = { filter: { callIds: callIds(1, 900_000 + n) } };
    statuses.push((await post(`${url}/v2/calls/users-access`, check)).status);
    waits.push(Date.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  expect(statuses).toEqual(statuses.map(() => 200));
  expect(Math.max(...waits)).toBeLessThan(longestWaitMs);
  // All the while the batch was under way.
  const now = await progress();
  expect(now).toBeGreaterThan(0);
  expect(now).toBeLessThan(1);
}, 240_000);
