import { parseArgs } from 'node:util';
import { printSection } from '../kit/section';
import { overheadSection } from './section';

/** `npm run bench:overhead [-- --requests 600]` */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { requests: { type: 'string', default: '600' } } });
  printSection(await overheadSection(Number(values.requests)));
}

void main();
