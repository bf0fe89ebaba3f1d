import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBetween } from '../../scripts/write-between';
import { coldSection } from '../cold/section';
import { costSection } from '../cost/section';
import { growthSection } from '../growth/section';
import { markdown, type Section } from '../kit/section';
import { overheadSection } from '../overhead/section';
import { paceSection } from '../pace/section';

const document = join(__dirname, '..', '..', 'docs', 'performance.md');

/** From a thousand calls to a million, a few thousand of them audited. */
const ledgers = [
  { calls: 1_000 },
  { calls: 10_000, buckets: 64 },
  { calls: 100_000, buckets: 8 },
  { calls: 1_000_000, buckets: 1 },
];

/**
 * `npm run bench`: speed and cost in one run of under ten minutes; with `--write` the tables go into docs/performance.md.
 * Ends with status 1 if an aim is missed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
  const begun = Date.now();
  const load = loadavg()[0] ?? Number.NaN;
  const parts: Readonly<Record<string, () => Promise<Section>>> = {
    cold: () => coldSection(15),
    pace: () => paceSection(),
    cost: () => costSection(10),
    overhead: () => overheadSection(600),
    growth: () => growthSection(ledgers),
  };
  const sections: Section[] = [];
  for (const [name, run] of Object.entries(parts)) {
    console.error(`${name} ...`);
    sections.push(await run());
  }
  const text = [about(Date.now() - begun, load), ...sections.map(markdown)].join('\n');
  console.log(text);
  if (values.write) writeBetween(document, '<!-- figures -->', '<!-- end -->', text);
  const missed = sections.flatMap(({ aims }) => aims).filter(({ kept }) => !kept);
  process.exit(missed.length > 0 ? 1 : 0);
}

/** @param load of the machine as the run began: over the number of processors, times are those of a crowded machine */
function about(ms: number, load: number): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const dirty = git('status', '--porcelain') === '' ? '' : ' and changes on top of it';
  return (
    `Made by \`npm run bench -- --write\` on commit ${git('rev-parse', '--short', 'HEAD')}${dirty}, ` +
    `${cpus().length} processors (load ${load.toFixed(1)} as it began), Node ${process.version} for what is not said otherwise, ${Math.round(ms / 1_000)} s.\n`
  );
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exit(1);
});
