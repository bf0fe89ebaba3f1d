import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createInterface } from 'node:readline';

declare global {
  var flowStage: ChildProcess | undefined;
}

const limits = ['--gong-rps', '100', '--gong-daily', '100000'];

/** What the stage is deployed with beside the defaults, so that everything that starts audits can be tried. */
export const triggersContext = (webhookPublicKey: string): Record<string, string> => ({
  webhookPublicKey,
  webhookUrl: 'https://hooks.example.com/webhooks/gong',
  webhookDelaySeconds: '1',
  webhookAgainDays: '7',
  nightlyDays: '1',
  weeklyKnownCalls: 'true',
  workflow: 'true',
});

/** A key pair as Gong has one: the public key as its page shows it, the private one as PEM. */
export function newGongKeys(): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Starts a local stage for the flow tests, unless the environment names a stage. */
export default async function setup(): Promise<void> {
  if (process.env.FLOW_BASE_URL) return;
  const keys = newGongKeys();
  const context = Object.entries(triggersContext(keys.publicKey));
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
      ...context.flatMap(([name, value]) => ['--context', `${name}=${value}`]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  globalThis.flowStage = stage;
  const said = new Map<string, string>();
  for await (const line of createInterface({ input: stage.stdout })) {
    const [, name, url] = /^\s*(Ready:|Gong|EventBridge)\s+(http:\S+)/.exec(line) ?? [];
    if (name && url) said.set(name, url);
    if (name === 'Ready:') break;
  }
  stage.stdout.resume();
  const url = said.get('Ready:');
  if (!url) throw new Error('the local stage did not start');
  process.env.FLOW_BASE_URL = url;
  process.env.FLOW_GONG_URL = said.get('Gong');
  process.env.FLOW_AWS_URL = said.get('EventBridge');
  process.env.FLOW_WEBHOOK_KEY = keys.privateKey;
  Object.assign(process.env, await localNames(url));
}

interface Status {
  readonly functions: readonly { readonly name: string }[];
  readonly buckets: readonly string[];
  readonly rules: readonly { readonly bus: string }[];
}

/** Physical names, which a deployment has among its outputs. */
async function localNames(url: string): Promise<Record<string, string | undefined>> {
  const status = (await (await fetch(`${url}/_local/status`)).json()) as Status;
  return {
    FLOW_LIST_BUCKET: status.buckets[0],
    FLOW_EVENT_BUS: status.rules.find(({ bus }) => bus !== 'default')?.bus,
    FLOW_REQUEST_FUNCTION: status.functions.find(({ name }) => /RequestAudit/.test(name))?.name,
    FLOW_LOCAL_PAGES: `${url}/_local`,
  };
}
