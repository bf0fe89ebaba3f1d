import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const projectRoot = join(__dirname, '..');
const tsx = pathToFileURL(createRequire(__filename).resolve('tsx')).href;

export interface SynthOptions {
  /** Module of the CDK app. */
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>>;
  /** Folder for the assembly. */
  readonly output: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Synthesises the CDK app, functions bundled, as the CDK command line does: in a process of its own, with
 * the context of `cdk.json`.
 * @throws Error with what the app said
 */
export async function synthesise({ app, context, output, signal }: SynthOptions): Promise<void> {
  const child = spawn(process.execPath, ['--import', tsx, app], {
    cwd: projectRoot,
    env: {
      ...process.env,
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(), ...context }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: the bundlers that it starts have to end with it.
    detached: process.platform !== 'win32',
  });
  const abort = () => endGroup(child);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  signal?.removeEventListener('abort', abort);
  if (signal?.aborted) throw new Error('the start was interrupted');
  if (code !== 0) throw new Error(`the CDK app ${app} cannot be synthesised:\n${readable(said)}`);
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

/** Without the minified lines of code that Node prints with an error. */
const readable = (said: string) =>
  said
    .trim()
    .split('\n')
    .filter((line) => line.length < 1_000)
    .join('\n');

function cdkContext(): Record<string, unknown> {
  const file = join(projectRoot, 'cdk.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).context ?? {}) : {};
}
