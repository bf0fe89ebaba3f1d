import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Findings } from './findings';
import { projectRoot, runtimePackages } from './lock-file';
import { askNpm } from './npm';

/** The parts of CycloneDX 1.5 that are looked into here. */
interface Sbom {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly {
    readonly 'bom-ref': string;
    readonly name: string;
    readonly version: string;
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const file = join('.ci', 'logs', 'sbom.cdx.json');

/** Writes the bill of materials of what runs in production, in CycloneDX. */
export function billOfMaterials(): Findings {
  // Not with `--omit dev`: that leaves out what only other packages bring along.
  const whole = askNpm<Sbom>('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only');
  const expected = runtimePackages();
  if (!whole?.components) return { lines: [], problems: ['npm made no bill of materials'] };
  const shipped = new Set(expected.map(({ name, version }) => `${name}@${version}`));
  const components = whole.components.filter(({ name, version }) =>
    shipped.has(`${name}@${version}`),
  );
  const refs = new Set(components.map((each) => each['bom-ref']));
  refs.add(whole.metadata.component['bom-ref']);
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
  const path = join(projectRoot, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ ...whole, components, dependencies }, null, 2));
  const missing = shipped.size - components.length;
  return {
    lines: [`bill of materials: ${components.length} components, in ${file}`],
    problems: missing === 0 ? [] : [`${missing} packages are not in the bill of materials`],
  };
}
