import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The stand-in as a process: its first line, and how it ends on a signal. */
async function run(args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/gong/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (part) => {
    errors += part;
  });
  const { value: line } = await lines.next();
  return {
    line,
    end: async () => {
      child.kill('SIGTERM');
      const [code] = await closed;
      return { code, errors };
    },
  };
}

it('prints its URL, takes options from flags and JSON, and ends cleanly', async () => {
  const standIn = await run(['--access-key', '123', '--options', '{"shareUnknown":0}']);
  const url = /^Gong stand-in: (http:\/\/127\.0\.0\.1:\d+)$/.exec(standIn.line)?.[1];
  const answer = await fetch(`${url}/v2/calls/users-access`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('123:stand-in-secret').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: '{"filter":{"callIds":["1"]}}',
  });
  expect(answer.status).toBe(200);
  expect(await standIn.end()).toEqual({ code: 0, errors: '' });
});

it('names the option that is wrong', async () => {
  const standIn = await run(['--requests-per-day', 'many']);
  expect(standIn.line).toBeUndefined();
  const { code, errors } = await standIn.end();
  expect(code).toBe(1);
  expect(errors).toContain('requestsPerDay: ');
});
