import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrival, Endpoint } from './endpoint';
import type { Variant } from './variants';

/** One start. Milliseconds from the start of the process. */
export interface Start {
  /** Loading the bundle, without Node's own start. */
  readonly importMs: number;
  /** Up to the first request, or to the loaded bundle where none is awaited. */
  readonly readyMs: number;
  /** Processor time until then, of all threads: steadier than the clock where others use the machine. */
  readonly cpuMs: number;
  /** Modules of Node's own that the bundle brought with it. */
  readonly nodeModules: number;
}

const limitMs = 20_000;

/** Starts a process with the bundle, and ends it as soon as its first request has arrived. */
export async function start(node: string, variant: Variant, endpoint: Endpoint): Promise<Start> {
  const first = arrival(variant, endpoint);
  const begun = performance.now();
  const child = spawn(node, [join(__dirname, 'probe.cjs')], {
    env: {
      ...variant.environment,
      BENCH_BUNDLE: variant.file,
      BENCH_EVENT: JSON.stringify(variant.event),
      AWS_ENDPOINT_URL: endpoint.url,
      NODE_EXTRA_CA_CERTS: endpoint.certificate,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_SESSION_TOKEN: 'bench',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      TZ: ':UTC',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = firstLine(child.stdout);
  const complaint = text(child.stderr);
  const ended = once(child, 'exit');
  const loaded = await Promise.race([said, ended.then(() => undefined)]);
  const loadedAt = performance.now();
  const at =
    variant.until === 'none'
      ? loadedAt
      : await Promise.race([first, ended.then(() => undefined), sleep(limitMs, undefined)]);
  const cpuMs = cpuOf(child.pid ?? 0);
  child.kill('SIGKILL');
  await ended;
  if (!loaded || at === undefined) throw new Error(`${variant.name}: ${await complaint}`);
  return { ...loaded, readyMs: at - begun, cpuMs };
}

/** When the request that is waited for arrived. */
async function arrival({ until }: Variant, endpoint: Endpoint): Promise<number> {
  for (;;) {
    const { at, isSigned }: Arrival = await endpoint.next();
    if (until === 'any' || isSigned) return at;
  }
}

async function firstLine(
  stream: NodeJS.ReadableStream,
): Promise<Pick<Start, 'importMs' | 'nodeModules'>> {
  let said = '';
  for await (const part of stream) {
    said += String(part);
    if (said.includes('\n')) break;
  }
  return JSON.parse(said.split('\n')[0] ?? '');
}

/** As Linux counts it; elsewhere not a number. */
function cpuOf(pid: number): number {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const spent = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8'));
    return spent.reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e6, 0);
  } catch {
    return Number.NaN;
  }
}
