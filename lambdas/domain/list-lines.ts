import { idPattern } from './call-ids';
import { ListUnusable } from './errors';

/** Why a line names no call. Stable, part of the list's report. */
export type LineProblem =
  | 'not-a-call-id'
  | 'rounded-by-a-spreadsheet'
  | 'number-instead-of-string'
  | 'no-call-id'
  | 'not-json'
  | 'too-long';

type Line = { readonly callId: string } | { readonly problem: LineProblem } | 'skip';
export type LineReader = (line: string) => Line;

const longestLine = 10_000;
/** Column and property names, letters only, in lower case. */
const names = new Set(['callid', 'call', 'id', 'gongcallid']);
const plainName = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');

/**
 * Reads lines in the way in which the first one that is not empty is written: JSON Lines, CSV (also separated by
 * semicolons or tabs; with a heading, or the first column), or one ID a line.
 * @throws ListUnusable if there is no telling where the IDs are
 */
export function lineReader(): LineReader {
  let read: LineReader | undefined;
  return (text) => {
    const line = text.trim();
    if (line === '') return 'skip';
    if (line.length > longestLine) return { problem: 'too-long' };
    read ??= readerFor(line);
    return read(line);
  };
}

function readerFor(first: string): LineReader {
  if (first.startsWith('{') || /^"[0-9]+"$/.test(first)) return readJson;
  return csvReader(first);
}

function csvReader(first: string): LineReader {
  const separator = [',', ';', '\t'].find((one) => first.includes(one)) ?? ',';
  const heading = cellsOf(first, separator).map(plainName);
  const named = heading.findIndex((cell) => names.has(cell));
  if (named < 0 && heading.length > 1 && heading.every((cell) => cell !== '')) {
    throw new ListUnusable('list-without-call-id-column');
  }
  const column = Math.max(0, named);
  let isHeading = named >= 0;
  return (line) => {
    if (!isHeading) return judge(withoutExcelText(cellsOf(line, separator)[column] ?? ''));
    isHeading = false;
    return 'skip';
  };
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells = [''];
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) cells.push('');
    else cells[cells.length - 1] += character;
  }
  return cells.map((cell) => cell.trim());
}

/** Excel's `="0123"`, and the apostrophe that marks a text. */
const withoutExcelText = (cell: string) => cell.replace(/^=?'?([0-9]+)$/, '$1');

const readJson: LineReader = (line) => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'not-json' };
  }
  const id = typeof value === 'object' && value !== null ? idIn(value) : value;
  if (typeof id === 'number') return { problem: 'number-instead-of-string' };
  return typeof id === 'string' ? judge(id) : { problem: 'no-call-id' };
};

const idIn = (value: object): unknown =>
  Object.entries(value).find(([name]) => names.has(plainName(name)))?.[1];

function judge(text: string): Line {
  if (idPattern.test(text)) return { callId: text };
  const isRounded = /^[0-9][.,][0-9]+E\+?[0-9]+$/i.test(text);
  return { problem: isRounded ? 'rounded-by-a-spreadsheet' : 'not-a-call-id' };
}
