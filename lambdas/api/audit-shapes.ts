import * as v from 'valibot';
import * as fields from './fields';

/** Answers about audits, as the use cases shape them. */

const count = v.number();

/** Of the calls checked, by outcome. */
export const totals = v.strictObject({
  granted: count,
  none: count,
  notReturned: count,
  notFound: count,
  failed: count,
});

/** Where an audit's calls come from, if its request did not name them. */
const source = v.union([
  v.strictObject({
    calls: v.strictObject({
      fromDateTime: fields.time,
      toDateTime: fields.time,
      workspaceId: v.optional(v.string()),
    }),
  }),
  v.strictObject({ list: v.strictObject({ bucket: v.string(), key: v.string() }) }),
  v.strictObject({ known: v.literal(true) }),
]);

export const audit = v.strictObject({
  auditId: fields.auditId,
  status: v.picklist([
    'accepted',
    'running',
    'paused',
    'completed',
    'completed-with-gaps',
    'failed',
    'cancelled',
  ]),
  label: v.optional(fields.label),
  requestedBy: v.string(),
  source: v.optional(source),
  listing: v.optional(v.literal(true)),
  requested: count,
  duplicates: count,
  totals,
  progress: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  eta: v.optional(fields.time),
  failureReason: v.optional(v.string()),
  pauseReason: v.optional(v.string()),
  resumesAt: v.optional(fields.time),
  createdAt: fields.time,
  completedAt: v.optional(fields.time),
  coverage: fields.covers,
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
};

export const observation = v.variant('outcome', [
  v.strictObject({
    callId: fields.callId,
    outcome: v.picklist(['granted', 'none', 'not-returned', 'not-found']),
    users: fields.users,
    observedAt: fields.time,
    requestId: v.string(),
  }),
  v.strictObject({ callId: fields.callId, outcome: v.literal('failed'), reason: v.string() }),
]);

export const page = <const K extends string, S extends v.GenericSchema<unknown, unknown>>(
  name: K,
  item: S,
) => v.strictObject({ [name]: v.array(item), cursor: v.optional(v.string()) });
