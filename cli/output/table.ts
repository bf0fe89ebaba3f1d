import { printable } from './printable';
import type { Paint } from './terminal';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. Default: left. */
  readonly align?: 'right';
}

/** Rows under a heading, columns as wide as their widest cell. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = columns.map(({ title }, i) =>
    cells.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), title.length),
  );
  const line = (row: readonly string[]) =>
    columns
      .map(({ align }, i) => pad(row[i] ?? '', widths[i] ?? 0, align))
      .join('  ')
      .trimEnd();
  const heading = paint('dim', line(columns.map(({ title }) => title)));
  return [heading, ...cells.map(line)].join('\n');
}

const pad = (text: string, width: number, align: Column['align']) =>
  align === 'right' ? text.padStart(width) : text.padEnd(width);

/** Names and values of one thing, one a line. */
export function facts(pairs: readonly (readonly [string, string | undefined])[], paint: Paint) {
  const shown = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined);
  const width = shown.reduce((widest, [name]) => Math.max(widest, name.length), 0);
  return shown
    .map(([name, value]) => `${paint('dim', name.padEnd(width))}  ${printable(value)}`)
    .join('\n');
}
