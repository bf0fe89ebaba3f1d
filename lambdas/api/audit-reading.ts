import * as v from 'valibot';
import { audit, auditExample, observation, page } from './audit-shapes';
import * as fields from './fields';
import * as problems from './problems';
import { describeRoute } from './route';

const read = {
  body: fields.noBody,
  path: fields.nothing,
  query: fields.nothing,
  headers: fields.noHeaders,
};

export const getAudits = describeRoute({
  method: 'GET',
  path: '/audits',
  operationId: 'listAudits',
  summary: 'Audits, newest first',
  request: {
    ...read,
    query: v.strictObject({
      limit: v.optional(fields.limit),
      cursor: v.optional(fields.cursor),
    }),
  },
  answers: {
    200: {
      description: 'A page; `cursor` leads to the next one.',
      schema: page('audits', audit),
      example: { audits: [auditExample], cursor: 'MjAyNi0wMi0yOA' },
    },
    400: problems.badRequest,
    500: problems.internal,
  },
});

export const getAudit = describeRoute({
  method: 'GET',
  path: '/audits/{auditId}',
  operationId: 'getAudit',
  summary: 'Status, progress and totals of an audit',
  request: { ...read, path: v.strictObject({ auditId: fields.auditId }) },
  answers: {
    200: {
      description: 'For an ended audit the totals add up to the calls requested.',
      schema: audit,
      example: auditExample,
    },
    400: problems.badRequest,
    404: problems.notFound,
    500: problems.internal,
  },
});

export const getObservations = describeRoute({
  method: 'GET',
  path: '/audits/{auditId}/observations',
  operationId: 'listObservations',
  summary: 'What an audit says of its calls',
  description:
    'Calls that were not checked yet are not in it. A call that was checked, but whose evidence is kept no longer, is `failed` with the reason `evidence-expired`; the totals of the audit still count what was found.',
  request: {
    ...read,
    path: v.strictObject({ auditId: fields.auditId }),
    query: v.strictObject({ cursor: v.optional(fields.cursor) }),
  },
  answers: {
    200: {
      description: 'A page; `cursor` leads to the next one.',
      schema: page('observations', observation),
      example: {
        observations: [
          {
            callId: '7782342274025937895',
            outcome: 'granted',
            users: [{ userId: '234599484848423' }],
            observedAt: '2026-02-28T09:30:00.120Z',
            requestId: '4al018gzaztcr8nbukw',
          },
          { callId: '7782342274025937896', outcome: 'failed', reason: 'gong-unavailable' },
        ],
        cursor: 'MTAuMA',
      },
    },
    400: problems.badRequest,
    404: problems.notFound,
    500: problems.internal,
  },
});
