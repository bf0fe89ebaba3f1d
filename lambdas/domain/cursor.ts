import { InvalidInput } from './errors';

/** A place in a list, as an opaque text. */
export const cursorOf = (...place: readonly (string | number)[]): string =>
  Buffer.from(place.join('.')).toString('base64url');

/**
 * The parts of a cursor that match the pattern's groups.
 * @throws InvalidInput for a cursor that is not one of this list
 */
export function readCursor(cursor: string, pattern: RegExp): string[] {
  const match = pattern.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) {
    throw new InvalidInput('the cursor is not one of this list', 'cursor', 'invalid-cursor');
  }
  return match.slice(1);
}
