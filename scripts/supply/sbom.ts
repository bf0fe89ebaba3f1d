import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from './lock-file';

interface Component {
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

const isShipped = ({ properties = [] }: Component): boolean =>
  !properties.some(({ name }) => name === 'cdx:npm:package:development');

const file = join(projectRoot, '.ci', 'logs', 'sbom.cdx.json');

/** Writes the bill of materials in CycloneDX. @returns a line for the report. @throws Error if npm cannot make it */
export function writeSbom(): string {
  // Not with `--omit dev`: that leaves out what only other packages bring along.
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { stdout, status } = spawnSync('npm', args, {
    cwd: projectRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error('npm could not make the bill of materials');
  const whole = JSON.parse(stdout) as { components?: Component[] };
  const components = (whole.components ?? []).filter(isShipped);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...whole, components }, null, 2));
  return `bill of materials: ${components.length} components, in .ci/logs/sbom.cdx.json`;
}
