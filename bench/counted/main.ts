import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deployment } from '../kit/bundles';
import { markdownTable } from '../kit/section';
import { worsened } from './compare';
import { bundleFigures, type Figures, usageFigures } from './figures';

const kept = join(__dirname, '..', 'counted.json');

/**
 * `npm run bench:counted`: what can be counted of speed and cost, beside the figures of `bench/counted.json`. Ends with
 * status 1 if one has become worse by more than a tenth; `--write` keeps the figures of today.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
  const now = await figures();
  const before: Figures = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
  const rows = Object.entries(now).flatMap(([of, each]) =>
    Object.entries(each).map(([name, value]) => [of, name, before[of]?.[name] ?? '', value]),
  );
  console.log(markdownTable(['of', 'figure', 'kept', 'now'], rows));
  if (values.write) return writeFileSync(kept, `${JSON.stringify(now, undefined, 2)}\n`);
  const worse = worsened(before, now);
  for (const each of worse) console.error(`WORSE ${each}`);
  process.exitCode = worse.length > 0 ? 1 : 0;
}

async function figures(): Promise<Figures> {
  const deployed = await deployment();
  try {
    return { ...(await bundleFigures(deployed.functions)), ...(await usageFigures()) };
  } finally {
    await deployed.remove();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
