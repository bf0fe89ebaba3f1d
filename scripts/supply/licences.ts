import type { Findings } from './findings';
import { runtimePackages } from './lock-file';

/** Licences that what runs in production may have. */
const allowed = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
]);

export function licences(): Findings {
  const packages = runtimePackages();
  const counts = new Map<string, number>();
  for (const { license } of packages) counts.set(license, (counts.get(license) ?? 0) + 1);
  const listed = [...counts].map(([license, count]) => `${license} ${count}`).join(', ');
  const unfit = packages.filter(({ license }) => !allowed.has(license));
  return {
    lines: [`packages at run time: ${packages.length} (${listed})`],
    problems: unfit.map(({ name, license }) => `${name} has the licence ${license}`),
  };
}
