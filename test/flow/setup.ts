import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

declare global {
  var flowStage: ChildProcess | undefined;
}

const limits = ['--gong-rps', '100', '--gong-daily', '100000'];

/** Starts a local stage for the flow tests, unless the environment names a stage. */
export default async function setup(): Promise<void> {
  if (process.env.FLOW_BASE_URL) return;
  const stage = spawn(
    process.execPath,
    [
      require.resolve('tsx/cli'),
      'local/main.ts',
      '--port',
      '0',
      '--fast-schedules',
      '20',
      ...limits,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  globalThis.flowStage = stage;
  const said = new Map<string, string>();
  for await (const line of createInterface({ input: stage.stdout })) {
    const [, name, url] = /^\s*(Ready:|Gong)\s+(http:\S+)/.exec(line) ?? [];
    if (name && url) said.set(name, url);
    if (name === 'Ready:') break;
  }
  stage.stdout.resume();
  const url = said.get('Ready:');
  if (!url) throw new Error('the local stage did not start');
  process.env.FLOW_BASE_URL = url;
  process.env.FLOW_GONG_URL = said.get('Gong');
}
