import { spawn } from 'node:child_process';
import { join } from 'node:path';

const executable = join(__dirname, '../../../bin/gong-access.js');

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly url?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called with what came on standard error so far; may send signals. */
  readonly onErr?: (err: string, child: ReturnType<typeof spawn>) => void;
}

/** Runs the real executable as a user does, with nothing of the tests' own environment but the path. */
export function gongAccess(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [executable, ...args], {
    cwd: options.cwd,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(options.url === undefined ? {} : { GONG_ACCESS_URL: options.url }),
      ...options.env,
    },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
    options.onErr?.(err, child);
  });
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
