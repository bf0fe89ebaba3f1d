import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFunction } from '../../../local/lambda/function';
import type { FunctionModel } from '../../../local/model';
import { compileBootstrap } from '../../../local/prepare';

const folder = mkdtempSync(join(tmpdir(), 'function-test-'));
const bootstrap = join(folder, 'bootstrap.cjs');
const lines: string[] = [];
const running: LocalFunction[] = [];

beforeAll(() => {
  compileBootstrap(bootstrap);
  writeFileSync(join(folder, 'index.js'), handlers);
  writeFileSync(join(folder, 'module.mjs'), 'export const handler = async () => "from a module";');
  writeFileSync(join(folder, 'broken.js'), 'throw new RangeError("no variable");');
});

afterEach(async () => {
  for (const fn of running.splice(0)) await fn.stop();
  lines.length = 0;
});

afterAll(() => rmSync(folder, { recursive: true }));

const handlers = `
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
exports.echo = async (event, context) => ({ event, pid: process.pid, context,
  remaining: context.getRemainingTimeInMillis(), variables: process.env });
exports.slow = async ({ ms }) => { await sleep(ms); return process.pid; };
exports.nothing = async () => {};
exports.fail = async ({ how }) => {
  if (how === 'throw') throw new TypeError('on demand');
  if (how === 'throw text') throw 'a text';
  if (how === 'reject') Promise.reject(new Error('left alone'));
  if (how === 'exit') process.exit(3);
  if (how === 'busy') for (;;);
  if (how === 'large') return 'x'.repeat(6 * 1024 * 1024);
  await sleep(5_000);
};
exports.callback = (event, context, callback) => callback(null, 1);
exports.say = async () => { console.log('one'); console.error('two'); };
`;

function start(handler: string, settings: Partial<FunctionModel> = {}, workers = 4): LocalFunction {
  const model: FunctionModel = {
    name: 'sample',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:sample',
    handler,
    folder,
    environment: { TABLE_NAME: 'table' },
    timeout: 3,
    memory: 128,
    runtime: 'nodejs24.x',
    asyncRetries: 0,
    failureQueue: undefined,
    ...settings,
  };
  const log = (line: string) => lines.push(line);
  const fn = new LocalFunction(
    model,
    { bootstrap, endpoints: { AWS_ENDPOINT_URL: 'x' }, log },
    workers,
  );
  running.push(fn);
  return fn;
}

async function answerOf(fn: LocalFunction, event: object = {}) {
  const result = await fn.invoke(JSON.stringify(event));
  return { ok: result.ok, answer: JSON.parse(result.payload) };
}

test('runs the handler with its context, and nothing of this machine in its environment', async () => {
  process.env.SECRET_OF_THIS_MACHINE = 'x';
  const { answer } = await answerOf(start('index.echo'), { callId: '07782342274025937895' });
  expect(answer).toMatchObject({
    event: { callId: '07782342274025937895' },
    context: {
      functionName: 'sample',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:sample',
    },
    variables: { TABLE_NAME: 'table', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'x' },
  });
  expect(answer.remaining).toBeGreaterThan(2_000);
  expect(answer.remaining).toBeLessThanOrEqual(3_000);
  expect(answer.variables).not.toHaveProperty('SECRET_OF_THIS_MACHINE');
});

test('loads ES modules, and gives null for no answer', async () => {
  expect(await answerOf(start('module.handler'))).toEqual({ ok: true, answer: 'from a module' });
  expect(await answerOf(start('index.nothing'))).toEqual({ ok: true, answer: null });
});

test('uses one process again, and grows with concurrency up to its cap', async () => {
  const fn = start('index.slow', {}, 2);
  const first = await answerOf(fn, { ms: 0 });
  expect(await answerOf(fn, { ms: 0 })).toEqual(first);
  const all = await Promise.all([1, 2, 3, 4].map(() => answerOf(fn, { ms: 50 })));
  expect(new Set(all.map(({ answer }) => answer)).size).toBe(2);
  expect(all.every(({ ok }) => ok)).toBe(true);
  expect(fn.counts).toMatchObject({ invocations: 6, coldStarts: 2, errors: 0 });
  expect(fn.counts.milliseconds).toBeGreaterThan(0);
});

test.each([
  ['throw', 'TypeError', 'on demand'],
  ['throw text', 'string', 'a text'],
  ['reject', 'Runtime.UnhandledPromiseRejection', 'left alone'],
  ['exit', 'Runtime.ExitError', 'exit status 3'],
  ['large', 'Function.ResponseSizeTooLarge', 'maximum allowed payload size'],
])('reports an error: %s', async (how, errorType, text) => {
  const fn = start('index.fail');
  expect(await fn.invoke(JSON.stringify({ how }))).toMatchObject({ ok: false, errorType });
  expect(lines.join('\n')).toContain(text);
  // The next invocation works, in the same process or a new one.
  expect(await fn.invoke('{"how":"throw"}')).toMatchObject({ errorType: 'TypeError' });
});

test.each(['sleep', 'busy'])(
  'ends a process that takes too long (%s), and starts another',
  async (how) => {
    const fn = start('index.fail', { timeout: 0.2 });
    const from = Date.now();
    const result = await fn.invoke(JSON.stringify({ how }));
    expect(result).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    expect(result.payload).toContain('Task timed out after 0.20 seconds');
    expect(Date.now() - from).toBeLessThan(3_000);
    expect(await fn.invoke('{"how":"throw"}')).toMatchObject({ errorType: 'TypeError' });
    expect(fn.counts).toMatchObject({ timeouts: 1, coldStarts: 2 });
  },
);

test.each([
  ['broken.handler', 'RangeError'],
  ['absent.handler', 'Runtime.ImportModuleError'],
  ['index.absent', 'Runtime.HandlerNotFound'],
  ['index.callback', 'Runtime.CallbackHandlerDeprecated'],
])('reports code that does not load: %s', async (handler, errorType) => {
  const fn = start(handler);
  expect(await fn.invoke('{}')).toMatchObject({ ok: false, errorType });
  expect(await fn.invoke('{}')).toMatchObject({ ok: false, errorType });
});

test('refuses a request of more than 6 MB', async () => {
  const fn = start('index.echo');
  const result = await fn.invoke(JSON.stringify({ x: 'x'.repeat(6 * 1024 * 1024) }));
  expect(result).toMatchObject({ errorType: 'RequestEntityTooLargeException' });
  expect(fn.counts.invocations).toBe(0);
});

test('hands on what the function writes', async () => {
  await answerOf(start('index.say'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(lines.sort()).toEqual(['one', 'two']);
});

test('stops in mid-invocation, and leaves no process behind', async () => {
  const fn = start('index.slow', {}, 1);
  const { answer: pid } = await answerOf(fn, { ms: 0 });
  const results = [fn.invoke('{"ms":5000}'), fn.invoke('{"ms":5000}')];
  await fn.stop();
  for (const result of await Promise.all(results)) expect(result.ok).toBe(false);
  expect(fn.processes).toBe(0);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
