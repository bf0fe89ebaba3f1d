import type { AuditShape, ObservationShape } from '../api/shapes';

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

export const csvHeading = `${heading.join(',')}\r\n`;

/**
 * A line for each user of a call, or one without a user (RFC 4180). IDs begin with an apostrophe: a spreadsheet would
 * round a number of more than 15 digits, and `="…"` would be the very thing that is dangerous here, a formula.
 */
export function csvLines({ auditId, coverage }: AuditShape, one: ObservationShape): string {
  const users = one.users.length > 0 ? one.users.map(({ userId }) => asText(userId)) : [''];
  const { outcome, observedAt = '', requestId = '', reason = '' } = one;
  return users
    .map((user) => [
      auditId,
      asText(one.callId),
      outcome,
      user,
      observedAt,
      requestId,
      reason,
      coverage,
    ])
    .map((cells) => `${cells.map(csvCell).join(',')}\r\n`)
    .join('');
}

const asText = (id: string) => `'${id}`;

/** What a spreadsheet would take for a formula becomes a text (CWE-1236). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\0]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
