import { addTotals, noTotals } from '../../lambdas/domain/audit';
import type { AuditShape } from '../api/shapes';
import { count, percent, time } from './format';
import { coverageNote, meanings } from './outcome';
import { failureText, listReport, sourceText } from './source-text';
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
function auditText(audit: AuditShape, paint: Paint): string {
  const about = facts(
    [
      ['audit', audit.auditId],
      ['status', audit.listing ? `${audit.status}, listing its calls` : audit.status],
      ['failed', failureText(audit.failureReason)],
      ['label', audit.label],
      ['requested by', audit.requestedBy],
      ['from', sourceText(audit.source)],
      ['bad lines', listReport(audit)],
      ['created', time(audit.createdAt)],
      ['completed', audit.completedAt && time(audit.completedAt)],
      ['paused', pauseText(audit)],
      ['complete by', audit.eta && time(audit.eta)],
      ['calls', callsText(audit)],
    ],
    paint,
  );
  const totals = audit.listing ? [] : ['', totalsText(audit, paint)];
  return [about, ...totals, '', paint('dim', coverageNote)].join('\n');
}

/** Audits of one list: each in a line, and their totals together. */
export function auditsText(audits: readonly AuditShape[], paint: Paint): string {
  const [first] = audits;
  if (first && audits.length === 1) return auditText(first, paint);
  const rows = audits.map((one) => [
    one.auditId,
    one.status,
    count(one.requested),
    checkedText(one),
  ]);
  const all = {
    requested: audits.reduce((sum, { requested }) => sum + requested, 0),
    totals: audits.map(({ totals }) => totals).reduce(addTotals, noTotals),
  };
  const list = table(auditColumns, rows, paint);
  return [list, '', totalsText(all, paint), '', paint('dim', coverageNote)].join('\n');
}

const auditColumns = [
  { title: 'audit' },
  { title: 'status' },
  { title: 'calls', align: 'right' as const },
  { title: 'checked', align: 'right' as const },
];

/** The share of its calls that was checked; unknown while they are being listed. */
export const checkedText = ({ listing, progress }: AuditShape): string =>
  listing ? 'listing…' : percent(progress);

function callsText({ requested, duplicates, progress, listing }: AuditShape): string {
  if (listing) return 'listing…';
  const checked = progress < 1 ? `, ${percent(progress)} checked` : '';
  const twice = duplicates > 0 ? ` (${count(duplicates)} duplicates taken out)` : '';
  return `${count(requested)}${twice}${checked}`;
}

type Counted = Pick<AuditShape, 'totals' | 'requested'>;

function totalsText({ totals, requested }: Counted, paint: Paint): string {
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
  'gong-unavailable': 'Gong does not answer',
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
