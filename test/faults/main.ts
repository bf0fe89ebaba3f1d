import { parseArgs } from 'node:util';
import { rows } from './catalogue';
import { report, writeReport } from './report';
import { runAll } from './run';
import { sampleOf } from './sample';
import { openSite } from './stage/site';

/**
 * Runs the catalogue of faults against the bundled functions: `npm run test:faults`, with `-- --row 7` one row of it,
 * with `-- --sample --seed N` a sample that fits a check of every change. `--write` puts the table into docs/trust.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      row: { type: 'string' },
      case: { type: 'string' },
      sample: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      parallel: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const wanted = rows
    .filter(({ row }) => values.row === undefined || values.row.split(',').includes(String(row)))
    .map((row) => ({
      ...row,
      cases: row.cases.filter(({ name }) => name.includes(values.case ?? '')),
    }));
  const chosen = values.sample ? sampleOf(wanted, seed) : wanted;
  if (values.sample) process.stdout.write(`seed ${seed}\n`);
  const started = performance.now();
  const site = await openSite();
  try {
    const results = await runAll(site, chosen, Number(values.parallel));
    const seconds = (performance.now() - started) / 1_000;
    process.stdout.write(report(results, seconds));
    if (values.write) writeReport(results);
    process.exitCode = results.every(({ failures }) => failures.length === 0) ? 0 : 1;
  } finally {
    await site.close();
  }
}

void main().then(() => process.exit());
