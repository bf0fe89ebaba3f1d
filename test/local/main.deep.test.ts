import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');
let child: ChildProcess | undefined;

afterEach(() => child?.kill('SIGKILL'));

/** Runs the command as `npm start` does; resolves when the text appears in what it prints. */
function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const main = join(root, 'local', 'main.ts');
  const started = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  child = started;
  let printed = '';
  const waiting: (() => void)[] = [];
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      for (const check of waiting) check();
    });
  }
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const check = () => {
        const match = pattern.exec(printed);
        if (match) resolve(match);
      };
      waiting.push(check);
      check();
    });
  const exit = new Promise<number | null>((resolve) => {
    started.once('close', (code) => resolve(code));
  });
  return { started, until, exit, printed: () => printed };
}

async function runCommand(command: string): Promise<string> {
  const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] });
  let printed = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await new Promise((resolve) => shell.once('close', resolve));
  return printed;
}

test('says what runs where, serves, prints commands that work, and ends on Ctrl-C', async () => {
  const { started, until, exit, printed } = start(['--port', '0', '--auth', 'iam', '--quiet']);
  await until(/^Ready: http:\/\/127\.0\.0\.1:\d+$/m);
  await until(/audits\/\$AUDIT/);
  expect(printed()).toMatch(/functions +\d, on Node v\d+.* \(AWS runs them on nodejs24\.x\)/);
  const commands = printed()
    .split('\n')
    .filter((line) => /^ {2}(curl|AUDIT=)/.test(line));
  expect(commands).toHaveLength(3);
  const answers = (await runCommand(commands.join('; echo; '))).split('\n').filter(Boolean);
  expect(JSON.parse(answers[0] ?? '')).toMatchObject({ callAccessList: expect.any(Array) });
  expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ requested: 2 });
  started.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(printed()).not.toContain('has ended');
}, 90_000);

test('ends on Ctrl-C while it starts', async () => {
  const { started, until, exit } = start(['--port', '0']);
  await until(/Starting/);
  started.kill('SIGINT');
  expect(await exit).toBe(0);
}, 60_000);

test('ends with a clear word on a wrong option', async () => {
  const { exit, printed } = start(['--port', 'x']);
  expect(await exit).toBe(1);
  expect(printed()).toMatch(/^--port: /);
});
