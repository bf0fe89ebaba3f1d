import { generateKeyPairSync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { readAssembly } from '../../local/assembly';
import { projectRoot, synthesise } from '../../local/synth';

/** A function as it is deployed. */
export interface Deployed {
  /** Its folder below `lambdas/`. */
  readonly name: string;
  /** Absolute path of its bundle. */
  readonly file: string;
  /** Megabytes. */
  readonly memory: number;
  /** What the template refers to is told by its logical name. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly functions: readonly Deployed[];
  /** Of the webhook, PEM: signs what the deployed function takes for Gong's. */
  readonly webhookKey: string;
  remove(): Promise<void>;
}

export const webhookUrl = 'https://audit.invalid/webhooks/gong';

const resource = v.object({
  Code: v.object({ S3Key: v.string() }),
  MemorySize: v.number(),
  Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }),
});

/** Synthesises the CDK app with everything that can be switched on, so that every function is there. */
export async function deployment(): Promise<Deployment> {
  const output = await mkdtemp(join(tmpdir(), 'gong-access-bench-'));
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const webhookPublicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const context = { webhookPublicKey, webhookUrl, sealDays: '1', evidenceKeepDays: '1' };
  await synthesise({ app: join(projectRoot, 'bin', 'app.ts'), output, context });
  const { template, assetFolder } = readAssembly(output);
  const functions = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id, { Properties }]) => {
      const { Code, MemorySize, Environment } = v.parse(resource, Properties);
      return {
        name: folderOf(id),
        file: join(assetFolder(Code.S3Key) ?? '', 'index.js'),
        memory: MemorySize,
        environment: texts(Environment.Variables),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
  return {
    functions,
    webhookKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    remove: () => rm(output, { recursive: true, force: true }),
  };
}

const texts = (variables: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : standIn(name),
    ]),
  );

const standIn = (name: string) => (name.endsWith('_URL') ? `https://${name}.invalid/0/q` : name);

const folders = readdirSync(join(projectRoot, 'lambdas'));

/** `AuditCheckAccess1A2B3C4D` is `lambdas/check-access`. */
function folderOf(logicalId: string): string {
  const words = logicalId.slice(0, -8).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const folder = folders.find((name) => words.endsWith(`-${name}`));
  if (!folder) throw new Error(`${logicalId} is none of the folders of lambdas/`);
  return folder;
}
