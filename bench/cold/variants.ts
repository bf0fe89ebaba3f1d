import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundling } from '../../lib/constructs/app-function';
import { projectRoot } from '../../local/synth';
import { proxyEvent } from '../../test/support/lambda-events';
import type { Deployment } from '../kit/bundles';
import { firstEvents } from './events';

/** A bundle to start, and the event to start it with. */
export interface Variant {
  readonly name: string;
  readonly file: string;
  readonly event: object;
  readonly environment: Readonly<Record<string, string>>;
  /** `signed`: up to its first signed request to AWS; `any`: up to its first request; `none`: until it is loaded. */
  readonly until: 'signed' | 'any' | 'none';
}

const readEvent = proxyEvent({ resource: '/calls/{callId}/access', path: { callId: '1' } });

/** What the functions are compared with, and the functions. */
export async function variants(deployed: Deployment, folder: string): Promise<Variant[]> {
  await mkdir(folder, { recursive: true });
  // Where the SDK is not in the bundle it is found as in an application.
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  const events = await firstEvents(deployed);
  return [
    { ...(await baseline('empty', folder, ours)), until: 'none' },
    { ...(await baseline('bare-request', folder, ours)), until: 'any' },
    { ...(await baseline('usual', folder, usual)), until: 'signed' },
    { ...(await baseline('usual', folder, ours, 'usual, our settings')), until: 'signed' },
    ...deployed.functions.map(({ name, file, environment }) => ({
      name,
      file,
      environment,
      event: events[name] ?? {},
      until: 'signed' as const,
    })),
  ];
}

/** As CDK bundles a function that is set to ES modules: the SDK is Lambda's own. */
const usual: BuildOptions = {
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  external: ['@aws-sdk/*', '@smithy/*'],
  banner: {
    js: "import { createRequire } from 'module';const require = createRequire(import.meta.url);",
  },
};

/** As `AppFunction` has its bundles made. */
const ours: BuildOptions = {
  format: bundling.format,
  minify: bundling.minify,
  mainFields: bundling.mainFields,
  alias: Object.fromEntries(bundling.esbuildArgs['--alias'].map((alias) => alias.split('='))),
  outExtension: { '.js': '.cjs' },
};

async function baseline(source: string, folder: string, options: BuildOptions, name = source) {
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}`);
  const extension = options.outExtension?.['.js'] ?? '.js';
  await build({
    ...options,
    absWorkingDir: projectRoot,
    entryPoints: { [file.slice(folder.length + 1)]: join(__dirname, 'baselines', `${source}.ts`) },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'es2022',
    logLevel: 'error',
  });
  return { name, file: file + extension, event: readEvent, environment: {} };
}
