import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text of a file that goes into the report as it is. */
export const asset = (name: string): string =>
  readFileSync(join(__dirname, 'report', 'page', name), 'utf8');
