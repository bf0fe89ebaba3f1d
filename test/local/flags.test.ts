import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFlags } from '../../local/flags';

const read = (...args: string[]) => readFlags(args, {});
const keys = { GONG_ACCESS_KEY: 'key', GONG_ACCESS_KEY_SECRET: 'secret' };

test('has defaults', () => {
  expect(read()).toEqual({
    options: { port: 3000, auth: 'open', gongOptions: {}, context: {} },
    quiet: false,
    verbose: false,
    help: false,
  });
});

test('reads everything', () => {
  const { options } = read(
    ...['--port', '0', '--gong-rps', '100', '--gong-daily', '100000', '--data', 'kept'],
    ...['--auth', 'iam', '--dynamodb-endpoint', 'http://127.0.0.1:8000', '--fast-schedules', '60'],
    ...['--gong-option', 'seed=x', '--gong-option', 'latency={"medianMs":5,"p99Ms":9}'],
    ...['--context', 'nightlyDays=7', '--context', 'webhookPublicKey=MIIB=='],
  );
  expect(options).toEqual({
    port: 0,
    gongRequestsPerSecond: 100,
    gongRequestsPerDay: 100_000,
    data: 'kept',
    auth: 'iam',
    dynamodbEndpoint: 'http://127.0.0.1:8000',
    fastSchedules: 60,
    gongOptions: { seed: 'x', latency: { medianMs: 5, p99Ms: 9 } },
    context: { nightlyDays: '7', webhookPublicKey: 'MIIB==' },
  });
});

test('takes the credentials of a real Gong from the environment or a file, never from the command line', () => {
  const url = ['--gong-url', 'https://api.gong.io'];
  const gong = { accessKey: 'key', accessKeySecret: 'secret', baseUrl: 'https://api.gong.io' };
  expect(readFlags(url, keys).options.gong).toEqual(gong);
  const folder = mkdtempSync(join(tmpdir(), 'flags-test-'));
  const file = join(folder, 'key.json');
  writeFileSync(file, JSON.stringify({ accessKey: 'key', accessKeySecret: 'secret' }));
  expect(read(...url, '--gong-key-file', file).options.gong).toEqual(gong);
  rmSync(folder, { recursive: true });
  expect(() => read(...url)).toThrow('GONG_ACCESS_KEY');
  expect(() => readFlags(url, { GONG_ACCESS_KEY: 'key' })).toThrow('GONG_ACCESS_KEY_SECRET');
});

test.each([
  [['--port', 'x'], '--port'],
  [['--port', '70000'], '--port'],
  [['--gong-rps', '0'], '--gong-rps'],
  [['--auth', 'none'], '--auth'],
  [['--gong-option', 'seed'], '--gong-option'],
  [['--gong-url', 'gong'], '--gong-url'],
  [['--unknown'], '--unknown'],
])('refuses %j by name', (args, name) => {
  expect(() => read(...args)).toThrow(name);
});
