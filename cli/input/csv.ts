/**
 * The cells of a line of CSV (RFC 4180, cells in one line; also separated by semicolons or tabs, as spreadsheets
 * in many countries write them).
 */
export function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (isQuoted && c === '"' && line[i + 1] === '"') {
      cell += c;
      i++;
    } else if (c === '"') isQuoted = !isQuoted;
    else if (c === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += c;
  }
  return [...cells, cell.trim()];
}

/** The separator that a heading uses. */
export const separatorOf = (heading: string): string =>
  [',', ';', '\t'].find((separator) => heading.includes(separator)) ?? ',';

/** Excel's `="0123"`, as this command line writes it too, and the apostrophe that marks a text. */
export const withoutExcelText = (cell: string): string => cell.replace(/^=?"?'?([0-9]+)"?$/, '$1');
