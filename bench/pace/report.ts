/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly figures: Readonly<Record<string, string | number>>;
  /** Whether it keeps what is promised; absent where nothing is. */
  readonly kept?: boolean;
}

/** Prints the lines as a Markdown table; figures that a line does not have stay empty. */
export function printTable(rows: readonly Row[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
  const line = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
  line(['scenario', ...columns, 'promise']);
  line(['---', ...columns.map(() => '---'), '---']);
  for (const { what, figures, kept } of rows) {
    const mark = kept === undefined ? '' : kept ? 'kept' : 'NOT KEPT';
    line([what, ...columns.map((column) => figures[column] ?? ''), mark]);
  }
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
