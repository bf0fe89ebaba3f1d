import type { Readable } from 'node:stream';
import { usageError } from '../errors';
import { idReader, type LineReader } from './id-lines';
import { linesOf, nameOf } from './lines';

/** Bad lines that are shown; the others are counted. */
const shown = 5;

/**
 * The call IDs in a file, or in standard input for `-`: one a line, CSV with a heading, or JSON Lines.
 * @throws CliError that names the lines that hold no call ID: nothing is dropped silently
 */
export async function readCallIds(file: string, stdin: Readable): Promise<string[]> {
  const name = nameOf(file);
  const ids: string[] = [];
  const bad: string[] = [];
  let reader: LineReader | undefined;
  let number = 0;
  for await (const raw of linesOf(file, stdin)) {
    number++;
    const line = (number === 1 ? raw.replace(/^\uFEFF/, '') : raw).trim();
    if (line === '') continue;
    reader ??= idReader(line);
    const read = reader(line);
    if ('id' in read) ids.push(read.id);
    if ('problem' in read) bad.push(`line ${number}: ${read.problem}`);
  }
  return checked(ids, bad, name);
}

function checked(ids: string[], bad: readonly string[], name: string): string[] {
  if (bad.length > 0) {
    const more = bad.length > shown ? `; and ${bad.length - shown} more` : '';
    throw usageError(`${name}: ${bad.slice(0, shown).join('; ')}${more}`, 'Nothing was sent.');
  }
  if (ids.length === 0) throw usageError(`${name} holds no call IDs`);
  return ids;
}
