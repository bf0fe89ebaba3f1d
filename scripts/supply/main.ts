import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { advisories } from './advisories';
import { type Bundle, bundles } from './bundles';
import { runtimePackages } from './lock-file';
import { writeSbom } from './sbom';

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
/** A bundle may grow by this much over what was agreed before it has to be agreed anew. */
const growth = 1.05;

interface Agreed {
  /** Packages at run time, with what they bring along. */
  readonly runtimePackages: number;
  readonly licences: Readonly<Record<string, number>>;
  readonly bundles: Readonly<Record<string, Bundle>>;
}

const file = join(__dirname, 'agreed.json');

/**
 * Looks at everything that comes from others: known vulnerabilities, licences, a bill of materials, and what the
 * functions' bundles are made of, against what was agreed in `agreed.json`. `-- --update` agrees to what is there.
 */
function main(): void {
  const { problems, line } = advisories();
  const now = current();
  const unfit = runtimePackages().filter(({ license }) => !allowed.has(license));
  const all = [
    ...problems,
    ...unfit.map(({ name, license }) => `${name}: its licence is ${license}`),
  ];
  if (process.argv.includes('--update')) {
    writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
  } else {
    all.push(...differences(JSON.parse(readFileSync(file, 'utf8')) as Agreed, now));
  }
  const licences = Object.entries(now.licences).map(([name, count]) => `${name} ${count}`);
  const sizes = Object.entries(now.bundles).map(([name, { kilobytes, packages }]) => {
    return `  ${name.padEnd(16)} ${String(kilobytes).padStart(5)} KB, ${packages.length} packages`;
  });
  const lines = [
    line,
    `packages at run time: ${now.runtimePackages} (${licences.join(', ')})`,
    writeSbom(),
    'bundles:',
    ...sizes,
    ...all.map((problem) => `NOT AGREED  ${problem}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = all.length === 0 ? 0 : 1;
}

function current(): Agreed {
  const packages = runtimePackages();
  const licences: Record<string, number> = {};
  for (const { license } of packages) licences[license] = (licences[license] ?? 0) + 1;
  return { runtimePackages: packages.length, licences, bundles: bundles() };
}

function differences(agreed: Agreed, now: Agreed): string[] {
  const counts =
    now.runtimePackages > agreed.runtimePackages
      ? [`${now.runtimePackages} packages at run time, ${agreed.runtimePackages} were agreed`]
      : [];
  return [
    ...counts,
    ...Object.entries(now.bundles).flatMap(([name, bundle]) =>
      bundleDifferences(name, agreed.bundles[name], bundle),
    ),
  ];
}

function bundleDifferences(name: string, agreed: Bundle | undefined, now: Bundle): string[] {
  if (!agreed) return [`${name}: a new bundle`];
  const added = now.packages.filter((each) => !agreed.packages.includes(each));
  const most = Math.round(agreed.kilobytes * growth);
  return [
    ...added.map((each) => `${name}: the package ${each} is new in its bundle`),
    ...(now.kilobytes > most ? [`${name}: ${now.kilobytes} KB, over ${most}`] : []),
  ];
}

main();
