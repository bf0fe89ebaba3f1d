import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundling } from '../../lib/constructs/app-function';
import { projectRoot } from './lock-file';

export interface Bundle {
  readonly kilobytes: number;
  /** Packages that are in it, sorted. */
  readonly packages: readonly string[];
}

/** What each function's bundle is made of; built as the stack builds it. */
export function bundles(): Record<string, Bundle> {
  const folder = join(projectRoot, 'lambdas');
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'handler.ts')));
  return Object.fromEntries(names.sort().map((name) => [name, bundleOf(join(folder, name))]));
}

const { format, target, minify, mainFields, esbuildArgs } = bundling;

function bundleOf(folder: string): Bundle {
  const { metafile } = buildSync({
    entryPoints: [join(folder, 'handler.ts')],
    absWorkingDir: projectRoot,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
    platform: 'node',
    format,
    target,
    minify,
    mainFields,
    alias: Object.fromEntries(esbuildArgs['--alias'].map((alias) => alias.split('='))),
  });
  const outputs = Object.values(metafile.outputs);
  const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  return { kilobytes: Math.ceil(bytes / 1024), packages: packagesOf(used) };
}

const packagesOf = (inputs: readonly string[]): string[] =>
  [
    ...new Set(
      inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    ),
  ].sort();
