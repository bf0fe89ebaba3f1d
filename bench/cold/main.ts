import { parseArgs } from 'node:util';
import { printSection } from '../kit/section';
import { coldSection } from './section';

/** `npm run bench:cold [-- --rounds 15]` */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
  printSection(await coldSection(Number(values.rounds)));
}

void main();
