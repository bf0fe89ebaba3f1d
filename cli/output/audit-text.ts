import type { AuditShape } from '../api/shapes';
import { count, percent, time } from './format';
import { coverageNote, meanings } from './outcome';
import { facts, table } from './table';
import type { Paint } from './terminal';

const words = [
  ['granted', 'granted'],
  ['none', 'none'],
  ['not-returned', 'notReturned'],
  ['not-found', 'notFound'],
  ['failed', 'failed'],
] as const;

/** An audit and its totals, for people. */
export function auditText(audit: AuditShape, paint: Paint): string {
  const about = facts(
    [
      ['audit', audit.auditId],
      ['status', audit.status],
      ['label', audit.label],
      ['requested by', audit.requestedBy],
      ['created', time(audit.createdAt)],
      ['completed', audit.completedAt && time(audit.completedAt)],
      ['paused', pauseText(audit)],
      ['complete by', audit.eta && time(audit.eta)],
      ['calls', callsText(audit)],
    ],
    paint,
  );
  return [about, '', totalsText(audit, paint), '', paint('dim', coverageNote)].join('\n');
}

function callsText({ requested, duplicates, progress }: AuditShape): string {
  const checked = progress < 1 ? `, ${percent(progress)} checked` : '';
  const twice = duplicates > 0 ? ` (${count(duplicates)} duplicates taken out)` : '';
  return `${count(requested)}${twice}${checked}`;
}

function totalsText({ totals, requested }: AuditShape, paint: Paint): string {
  const rows = words.map(([word, key]) => [word, count(totals[key]), meanings[word] ?? '']);
  const sum = words.reduce((all, [, key]) => all + totals[key], 0);
  const left = requested - sum;
  const rest = left > 0 ? [['(to do)', count(left), 'not checked yet']] : [];
  const columns = [
    { title: 'outcome' },
    { title: 'calls', align: 'right' as const },
    { title: '' },
  ];
  return table(columns, [...rows, ...rest, ['total', count(requested), '']], paint);
}

const pauses: Readonly<Record<string, string>> = {
  'day-spent': 'Gong’s requests for the day are spent',
  'breaker-open': 'Gong refuses the key (`gong-access doctor` says why)',
  paused: 'Gong asked to wait',
  requested: 'a person paused it',
};

/** Why an audit waits and what ends that, or undefined if it does not. */
export function pauseText({ auditId, pauseReason, resumesAt }: AuditShape): string | undefined {
  if (pauseReason === undefined) return undefined;
  const why = pauses[pauseReason] ?? pauseReason;
  return resumesAt === undefined
    ? `${why}; \`gong-access resume ${auditId}\` goes on`
    : `${why}; goes on by itself at ${time(resumesAt)}`;
}
