import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type Environment = NodeJS.ProcessEnv;

/** Runs a command to its end, its output ours. @throws Error when it fails */
export async function run(command: string, args: string[], env: Environment): Promise<void> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${code}`);
}

const groups = new Set<number>();

// Being of their own groups, services do not get the terminal's Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const group of groups) process.kill(-group, 'SIGTERM');
    process.exit(1);
  });
}

/** A process that goes on until it is stopped, and what it said when it was ready. */
export interface Service {
  readonly pid: number;
  readonly said: RegExpExecArray;
  stop(): Promise<void>;
}

/**
 * Starts a process and waits for the line that says it is ready.
 * @throws Error with its last lines when it ends before that, or is not ready within three minutes
 */
export async function start(
  command: string,
  args: string[],
  env: Environment,
  ready: RegExp,
): Promise<Service> {
  // A group of its own: what the process starts is stopped with it.
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  if (child.pid !== undefined) groups.add(child.pid);
  const lines: string[] = [];
  const said = await Promise.race([firstMatch(child, ready, lines), ended(child), tooLong()]);
  if (said && child.pid !== undefined) return { pid: child.pid, said, stop: () => stop(child) };
  await stop(child);
  throw new Error(`${command} did not get ready:\n${lines.slice(-20).join('\n')}`);
}

function firstMatch(child: ChildProcess, ready: RegExp, lines: string[]) {
  return new Promise<RegExpExecArray>((resolve) => {
    for (const input of [child.stdout, child.stderr]) {
      if (!input) continue;
      createInterface({ input }).on('line', (line) => {
        const match = ready.exec(line);
        if (match) resolve(match);
        else if (lines.push(line) > 100) lines.shift();
      });
    }
  });
}

const tooLong = () =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), 180_000).unref();
  });

async function ended(child: ChildProcess): Promise<undefined> {
  await Promise.race([once(child, 'exit'), once(child, 'error').catch(() => undefined)]);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const group = -child.pid;
  const exit = once(child, 'exit');
  process.kill(group, 'SIGTERM');
  const last = setTimeout(() => process.kill(group, 'SIGKILL'), 15_000);
  await exit;
  clearTimeout(last);
  groups.delete(child.pid);
}
