import type { AuditShape, SourceShape } from '../api/shapes';
import { time } from './format';

/** Where an audit's calls come from, for people; undefined if the request named them. */
export function sourceText(source: SourceShape | undefined): string | undefined {
  if (!source) return undefined;
  const { calls, list } = source;
  if (list) return `the list s3://${list.bucket}/${list.key}`;
  if (!calls) return 'every call that the ledger knows';
  const where = calls.workspaceId === undefined ? '' : `, of workspace ${calls.workspaceId}`;
  return `calls that Gong lists from ${time(calls.fromDateTime)} to ${time(calls.toDateTime)}${where}`;
}

/** The object that names a list's bad lines: it is there once the list was read. */
export const listReport = ({ source, listing }: AuditShape): string | undefined =>
  source?.list && !listing
    ? `s3://${source.list.bucket}/${source.list.key}.result.json`
    : undefined;

const reasons: Readonly<Record<string, string>> = {
  'list-not-found': 'there is no such list',
  'list-not-readable': 'the list may not be read',
  'list-without-call-id-column': 'the list’s heading names no column callId',
  'list-without-calls': 'the list holds no call IDs',
  'too-many-calls': 'more calls than one audit takes',
  'gong-refused': 'Gong refused to list the calls',
  'internal-error': 'an unexpected error; see the function’s log',
};

/** Why an audit failed as a whole, in words and by its code. */
export function failureText(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  const words = reasons[reason];
  return words === undefined ? reason : `${words} (${reason})`;
}
