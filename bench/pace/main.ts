import { parseArgs } from 'node:util';
import { credentialsStorm } from './credentials-storm';
import { manyProcesses } from './many-processes';
import { printTable, type Row } from './report';
import { sideBySide } from './side-by-side';
import { twelveASecond } from './twelve-a-second';
import { unknownCalls } from './unknown-calls';
import { wholeSystem } from './whole-system';

/**
 * `npm run bench:pace`: what pacing reaches against the stand-in, which counts over a sliding second as Gong says
 * it does. `--quick` runs a tenth of it. Ends with status 1 if a promise of the README is not kept.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, only: { type: 'string' } },
  });
  const scenarios = {
    sideBySide,
    twelveASecond,
    manyProcesses,
    credentialsStorm,
    unknownCalls,
    wholeSystem,
  };
  const rows: Row[] = [];
  for (const [name, run] of Object.entries(scenarios)) {
    if (values.only && values.only !== name) continue;
    console.error(`${name} ...`);
    rows.push(...(await run(values.quick ? 0.1 : 1)));
  }
  printTable(rows);
  process.exit(rows.every((row) => row.kept !== false) ? 0 : 1);
}

void main();
