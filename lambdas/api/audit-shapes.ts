import * as v from 'valibot';
import * as fields from './fields';

/** Answers about audits, as the use cases shape them. */

export const totals = v.strictObject({
  granted: v.number(),
  none: v.number(),
  notReturned: v.number(),
  notFound: v.number(),
  failed: v.number(),
});

export const auditExample = {
  auditId: '0b9f0c62-7d55-4f0e-9a51-3f6d5a1c2f10',
  status: 'running',
  label: 'Quarterly review',
  requestedBy: 'arn:aws:iam::123456789012:user/auditor',
  requested: 30_000,
  duplicates: 0,
  totals: { granted: 4_210, none: 7_690, notReturned: 88, notFound: 12, failed: 0 },
  progress: 0.4,
  eta: '2026-02-28T09:31:40.000Z',
  createdAt: '2026-02-28T09:30:00.000Z',
  coverage: 'api-granted-individual-access',
} as const;
