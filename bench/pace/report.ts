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

/** Milliseconds as seconds. */
export const seconds = (ms: number): string => (ms / 1_000).toFixed(2);

/**
 * Share of the rate that was used while the work was on, from its first to its last request: n requests fill n - 1
 * distances. `beside`: requests of others, which count as far as they were sent meanwhile.
 */
export function efficiency(
  rate: number,
  sent: readonly number[],
  beside: readonly number[] = [],
): number {
  const [first, last] = [Math.min(...sent), Math.max(...sent)];
  const meanwhile = beside.filter((time) => time > first && time < last);
  return (sent.length + meanwhile.length - 1) / ((rate * (last - first)) / 1_000);
}
