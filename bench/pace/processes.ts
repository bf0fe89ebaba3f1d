import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { GongStandInOptions } from '../../local/gong/options';
import type { Stats } from '../../local/gong/stats';
import { startChildService } from '../../local/services/child-service';

export interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

const root = join(__dirname, '..', '..');

/** The SDK asks for these; no service here looks at them. */
Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  NODE_NO_WARNINGS: '1',
});

/** A process of this repository, as its own Node: what one does must not disturb the timing of the others. */
const spawnScript = (script: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', join(root, script), ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });

/** Starts a server that says its URL on its first line. */
async function startServer(script: string, args: readonly string[]): Promise<Started> {
  const child = spawnScript(script, args);
  const url = /http:\/\/[\w.:]+/.exec(await firstLine(child))?.[0];
  if (!url) throw new Error(`${script} did not start`);
  return {
    url,
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** Runs a script to its end: a job goes in, a result comes out, both JSON. */
export async function runScript(script: string, job: object): Promise<unknown> {
  const child = spawnScript(script, []);
  child.stdin?.end(JSON.stringify(job));
  let printed = '';
  child.stdout?.on('data', (text) => {
    printed += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return JSON.parse(printed);
}

async function firstLine(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (said.includes('\n')) break;
  }
  return said;
}

export const startGong = (options: GongStandInOptions): Promise<Started> =>
  startServer('local/gong/main.ts', ['--options', JSON.stringify(options)]);

/** DynamoDB, in memory. */
export const startDynamo = (): Promise<Started> =>
  startChildService(join(root, 'local/services/dynamodb-main.ts'), {}, (reason) => {
    throw new Error(`DynamoDB ended: ${reason}`);
  });

export async function statsOf(gong: Started): Promise<Stats> {
  const answer = await fetch(`${gong.url}/_stand-in/stats`);
  return (await answer.json()) as Stats;
}

export async function callIdsOf(gong: Started, count: number): Promise<string[]> {
  const answer = await fetch(`${gong.url}/_stand-in/call-ids?n=${count}`);
  return ((await answer.json()) as { callIds: string[] }).callIds;
}
