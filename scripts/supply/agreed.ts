import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, bundles } from './bundles';
import type { Findings } from './findings';
import { runtimePackages } from './lock-file';

/** What somebody has looked at and agreed to. */
interface Agreed {
  /** Packages at run time, with what they bring along. */
  readonly runtimePackages: number;
  readonly bundles: Readonly<Record<string, Bundle>>;
}

/** A bundle may grow by this much over what was agreed before it has to be agreed anew. */
const growth = 1.05;
const file = join(__dirname, 'agreed.json');

/** Packages at run time and the contents of the bundles, against what was agreed. @param update agrees to them */
export function contents(update: boolean): Findings {
  const now: Agreed = { runtimePackages: runtimePackages().length, bundles: bundles() };
  if (update) writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
  const agreed = JSON.parse(readFileSync(file, 'utf8')) as Agreed;
  const sizes = Object.entries(now.bundles).map(([name, { kilobytes, packages }]) => {
    return `  ${name.padEnd(16)} ${String(kilobytes).padStart(5)} KB, ${packages.length} packages`;
  });
  return { lines: ['bundles:', ...sizes], problems: differences(agreed, now) };
}

function differences(agreed: Agreed, now: Agreed): string[] {
  const counts =
    now.runtimePackages > agreed.runtimePackages
      ? [`${now.runtimePackages} packages at run time, ${agreed.runtimePackages} were agreed`]
      : [];
  const inBundles = Object.entries(now.bundles).flatMap(([name, bundle]) =>
    bundleDifferences(name, agreed.bundles[name], bundle),
  );
  return [...counts, ...inBundles];
}

function bundleDifferences(name: string, agreed: Bundle | undefined, now: Bundle): string[] {
  if (!agreed) return [`${name} is a new bundle`];
  const added = now.packages.filter((each) => !agreed.packages.includes(each));
  const most = Math.round(agreed.kilobytes * growth);
  return [
    ...added.map((each) => `${name}: the package ${each} is new in its bundle`),
    ...(now.kilobytes > most ? [`${name}: ${now.kilobytes} KB, over ${most}`] : []),
  ];
}
