import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { usageError } from '../errors';

/** What a file is called in messages. */
export const nameOf = (file: string) => (file === '-' ? 'standard input' : file);

/** The lines of a file, or of standard input for `-`. @throws CliError if it cannot be read */
export async function* linesOf(file: string, stdin: Readable): AsyncGenerator<string> {
  const input = file === '-' ? stdin : createReadStream(file);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw usageError(`${nameOf(file)} cannot be read (${code})`);
  }
}
