import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { usageError } from '../errors';

/**
 * Writes text to a file, or to standard output without one. The file appears when it is whole: what is left after a
 * failure is the one that was there before.
 */
export async function writeOut(
  file: string | undefined,
  text: AsyncIterable<string>,
  out: NodeJS.WriteStream,
): Promise<void> {
  if (file === undefined) return toStream(text, out);
  const part = `${file}.part`;
  try {
    await pipeline(Readable.from(text), createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Error && 'syscall' in error && 'code' in error) {
      throw usageError(`${file} cannot be written (${error.code})`);
    }
    throw error;
  }
}

async function toStream(text: AsyncIterable<string>, out: NodeJS.WriteStream): Promise<void> {
  for await (const piece of text) {
    if (!out.write(piece)) await once(out, 'drain');
  }
}
