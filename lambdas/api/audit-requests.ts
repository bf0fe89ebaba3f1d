import * as v from 'valibot';
import { audit, auditExample } from './audit-shapes';
import * as fields from './fields';
import { idempotencyKey } from './headers';
import { auditCalls } from './limits';
import * as problems from './problems';
import { describeRoute } from './route';

const estimate = v.strictObject({
  dryRun: v.literal(true),
  requested: v.number(),
  duplicates: v.number(),
  requests: v.number(),
  shareOfDay: v.number(),
  eta: v.optional(fields.time),
});

export const postAudit = describeRoute({
  method: 'POST',
  path: '/audits',
  operationId: 'requestAudit',
  summary: 'Observe a set of calls',
  description:
    'Answered once all of it is durable. The same caller with the same Idempotency-Key and body gets the same audit.',
  request: {
    body: v.strictObject({
      callIds: fields.callIds(auditCalls, 'split the list into several audits'),
      label: v.optional(fields.label),
    }),
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
      description: 'What the audit would cost, for a dry run: nothing was stored.',
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
