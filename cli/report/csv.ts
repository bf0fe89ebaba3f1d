import type { AuditShape, ObservationShape } from '../api/shapes';
import type { Names } from '../enrich/names';

const heading = [
  'auditId',
  'callId',
  'outcome',
  'userId',
  'observedAt',
  'requestId',
  'reason',
  'coverage',
];

const namesHeading = ['userName', 'userEmail', 'callTitle'];

/** @param names whether there are columns for them */
export const csvHeading = (names: boolean): string =>
  `${[...heading, ...(names ? namesHeading : [])].join(',')}\r\n`;

/**
 * A line for each user of a call, or one without a user (RFC 4180). IDs begin with an apostrophe: a spreadsheet would
 * round a number of more than 15 digits, and `="…"` would be the very thing that is dangerous here, a formula.
 */
export function csvLines(
  { auditId, coverage }: AuditShape,
  one: ObservationShape,
  names?: Names,
): string {
  const users = one.users.length > 0 ? one.users.map(({ userId }) => userId) : [''];
  const { outcome, observedAt = '', requestId = '', reason = '' } = one;
  return users
    .map((user) => [
      auditId,
      asText(one.callId),
      outcome,
      user && asText(user),
      observedAt,
      requestId,
      reason,
      coverage,
      ...(names ? nameCells(names, one.callId, user) : []),
    ])
    .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
    .join('');
}

function nameCells({ users, titles }: Names, callId: string, userId: string): string[] {
  const { name = '', emailAddress = '' } = users.get(userId) ?? {};
  return [name, emailAddress, titles.get(callId) ?? ''];
}

const asText = (id: string) => `'${id}`;

/** What a spreadsheet takes for a formula, in the wide forms too that some read as the narrow ones, or after spaces. */
const formula = /^(?:[\t\r\n\0]|\s*[=+\-@＝＋－＠])/;

/** What a spreadsheet would take for a formula becomes a text (CWE-1236). */
export function csvCell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
