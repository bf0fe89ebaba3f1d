import type { LocalContext } from '../context';
import { type Column, table } from './table';

/** How the items of a list are shown to people. */
export interface ListView<T> {
  readonly columns: readonly Column[];
  readonly row: (item: T) => readonly string[];
}

/**
 * Prints a list as its pages come: for machines a line an item, for people one table under one heading. Columns are as
 * wide as each page needs: IDs are padded by the caller.
 * @returns how many items there were
 */
export async function printPages<T>(
  { options, terminal }: LocalContext,
  list: AsyncIterable<readonly T[]>,
  { columns, row }: ListView<T>,
): Promise<number> {
  let total = 0;
  for await (const page of list) {
    if (options.json) for (const item of page) terminal.out.write(`${JSON.stringify(item)}\n`);
    else if (page.length > 0) {
      const text = table(columns, page.map(row), terminal.paint);
      terminal.out.write(`${total === 0 ? text : text.slice(text.indexOf('\n') + 1)}\n`);
    }
    total += page.length;
  }
  return total;
}

/** Wide enough for every ID, so that all pages of a list line up. */
export const idCell = (id: string): string => id.padEnd(20);
