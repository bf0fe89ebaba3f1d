import { parseArgs } from 'node:util';
import { printSection } from '../kit/section';
import { costSection } from './section';

/** `npm run bench:cost`: `--buckets 20` for a larger slice of the ledger, and so for less weight of its begin and end. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { buckets: { type: 'string', default: '15' } } });
  printSection(await costSection(Number(values.buckets)));
}

void main();
