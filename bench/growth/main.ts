import { parseArgs } from 'node:util';
import { printSection } from '../kit/section';
import { growthSection } from './section';

/** `npm run bench:growth [-- --sizes 1000,10000,100000]`; a million on the whole stage: `npm run bench:million`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { sizes: { type: 'string', default: '1000,10000,100000' } },
  });
  printSection(
    await growthSection(values.sizes.split(',').map((calls) => ({ calls: Number(calls) }))),
  );
}

void main().then(() => process.exit());
