import { idPattern } from '../../lambdas/domain/call-ids';
import { usageError } from '../errors';
import { cellsOf, separatorOf, withoutExcelText } from './csv';

/** What a line holds: an ID, nothing (a heading), or something else. */
type LineResult = { readonly id: string } | { readonly skip: true } | { readonly problem: string };
export type LineReader = (line: string) => LineResult;

/** Reads lines as the first one shows that they are written. */
export function idReader(first: string): LineReader {
  if (first.startsWith('{') || /^"[0-9]+"$/.test(first)) return readJson;
  if (first.startsWith('[')) {
    throw usageError('a JSON array cannot be read', 'Write one ID or one JSON object a line.');
  }
  return /[a-z]/i.test(first) || /[,;\t]/.test(first) ? csvReader(first) : readPlain;
}

const readPlain: LineReader = (line) => judge(withoutExcelText(line));

const names = new Set(['callid', 'call', 'id', 'gongcallid']);

function csvReader(first: string): LineReader {
  const separator = separatorOf(first);
  const cells = cellsOf(first, separator);
  const column = columnOf(cells);
  let isHeading = !cells.some(isId);
  return (line) => {
    if (isHeading) {
      isHeading = false;
      return { skip: true };
    }
    return judge(withoutExcelText(cellsOf(line, separator)[column] ?? ''));
  };
}

const isId = (cell: string) => idPattern.test(withoutExcelText(cell));

/** The column of the call IDs: by its name, or the first one that has one. */
function columnOf(cells: readonly string[]): number {
  const named = cells.findIndex((cell) => names.has(plainName(cell)));
  const found = named < 0 ? cells.findIndex(isId) : named;
  if (found >= 0 || cells.length === 1) return Math.max(0, found);
  throw usageError('the CSV has no column callId', 'Name the column of the call IDs callId.');
}

const plainName = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');

const readJson: LineReader = (line) => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'not JSON' };
  }
  const id = typeof value === 'object' && value !== null ? idIn(value) : value;
  if (typeof id === 'number') return { problem: 'IDs must be strings: a JSON number loses digits' };
  return typeof id === 'string' ? judge(id) : { problem: 'no callId' };
};

const idIn = (value: object): unknown =>
  Object.entries(value).find(([name]) => names.has(plainName(name)))?.[1];

function judge(text: string): LineResult {
  if (idPattern.test(text)) return { id: text };
  if (/^[0-9][.,][0-9]+E\+?[0-9]+$/i.test(text)) {
    return { problem: 'a spreadsheet has rounded this ID; format the column as text' };
  }
  return { problem: 'not a call ID (1 to 20 digits)' };
}
