import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** A server that runs in a process of its own. */
export interface ChildService {
  readonly url: string;
  /** Resolves when the process has ended. */
  stop(): Promise<void>;
}

/** How long a service may take to end by itself, in milliseconds. */
const stopLimit = 5_000;

const tsx = pathToFileURL(createRequire(__filename).resolve('tsx')).href;

/**
 * Starts a service that calls `runChildService`.
 * @param file path of its module
 * @param options handed to it, as JSON
 * @param onDeath called if the process ends without having been asked to
 * @throws Error if it ends before it listens
 */
export function startChildService(
  file: string,
  options: object,
  onDeath: (reason: string) => void,
): Promise<ChildService> {
  const child = fork(file, [JSON.stringify(options)], {
    execArgv: ['--import', tsx],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C reaches the whole process group: the stage alone decides when its services end.
    detached: process.platform !== 'win32',
  });
  return new Promise((resolve, reject) => {
    let stopping = false;
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const reason = signal ?? `exit status ${code}`;
      reject(new Error(`${file} ended before it listened: ${reason}`));
      if (!stopping) onDeath(reason);
    });
    child.once('message', (message) => {
      const stop = () => {
        stopping = true;
        return end(child);
      };
      resolve({ url: Object(message).url, stop });
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimit);
  // The service sees the end of the channel and closes what it has open.
  if (child.connected) child.disconnect();
  await gone;
  clearTimeout(timer);
}

/**
 * The other side: starts the server, tells its URL, and ends with the stage, however that ends.
 * @param start gives the server's URL, and what to do at the end
 */
export async function runChildService<Options>(
  start: (options: Options) => Promise<{ url: string; stop: () => Promise<void> }>,
): Promise<void> {
  const { url, stop } = await start(JSON.parse(process.argv[2] ?? '{}'));
  process.once('disconnect', () => {
    void stop().finally(() => process.exit(0));
  });
  process.send?.({ url });
}
