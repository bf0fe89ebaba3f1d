import * as v from 'valibot';
import { auditOrder } from './audit-order';
import { audit, auditExample } from './audit-shapes';
import * as fields from './fields';
import { idempotencyKey } from './headers';
import * as problems from './problems';
import { describeRoute } from './route';

const estimate = v.strictObject({
  dryRun: v.literal(true),
  requested: v.optional(v.number()),
  duplicates: v.optional(v.number()),
  requests: v.optional(v.number()),
  shareOfDay: v.optional(v.number()),
  eta: v.optional(fields.time),
  perThousandCalls: v.optional(
    v.strictObject({
      listingRequests: v.number(),
      requests: v.number(),
      shareOfDay: v.number(),
    }),
  ),
});

export const postAudit = describeRoute({
  method: 'POST',
  path: '/audits',
  operationId: 'requestAudit',
  summary: 'Observe a set of calls',
  description:
    'Answered once all of it is durable. The same caller with the same Idempotency-Key and body gets the same audit. Instead of `callIds` the body may name `calls` (those that Gong lists for a range of time), a `list` in the bucket of lists, or `known: true` (every call that the ledger knows): then `requested` is 0 and `listing` true until the calls are listed.',
  request: {
    body: auditOrder,
    path: fields.nothing,
    query: v.strictObject({
      dryRun: v.optional(v.picklist(['true', 'false'], 'must be true or false')),
    }),
    headers: v.object({ 'idempotency-key': v.optional(idempotencyKey) }),
  },
  example: {
    callIds: ['7782342274025937895', '7782342274025937896'],
    label: 'Quarterly review',
  },
  answers: {
    200: {
      description:
        'What the audit would cost, for a dry run: nothing was stored. Of calls that are yet to be listed only the cost of a thousand is known, and for `known: true` about how many they are.',
      schema: estimate,
      example: {
        dryRun: true,
        requested: 30_000,
        duplicates: 0,
        requests: 300,
        shareOfDay: 0.03,
        eta: '2026-02-28T09:31:40.000Z',
      },
    },
    202: {
      description: 'The audit is stored and will be worked on.',
      schema: audit,
      example: auditExample,
      headers: { Location: "Path of the audit, below the API's base URL" },
    },
    400: problems.badRequest,
    413: problems.tooLarge,
    415: problems.notJson,
    422: problems.keyReused,
    429: problems.auditsFull,
    500: problems.internal,
  },
});

const control = (verb: 'cancel' | 'pause' | 'resume', summary: string, description: string) =>
  describeRoute({
    method: 'POST',
    path: `/audits/{auditId}/${verb}`,
    operationId: `${verb}Audit`,
    summary,
    description,
    request: {
      body: fields.noBody,
      path: v.strictObject({ auditId: fields.auditId }),
      query: fields.nothing,
      headers: fields.noHeaders,
    },
    answers: {
      200: { description: 'The audit as it is now.', schema: audit, example: auditExample },
      400: problems.badRequest,
      404: problems.notFound,
      409: problems.conflict,
      500: problems.internal,
    },
  });

export const cancelRoute = control(
  'cancel',
  'End an audit early',
  'What was not checked counts as failed, with the reason `cancelled`.',
);
export const pauseRoute = control(
  'pause',
  'Pause an audit',
  'It waits until it is resumed by request.',
);
export const resumeRoute = control(
  'resume',
  'Resume a paused audit',
  'Whatever paused it. An audit that is not paused stays as it is.',
);
