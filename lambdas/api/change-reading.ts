import * as v from 'valibot';
import * as fields from './fields';
import * as problems from './problems';
import { describeRoute } from './route';

export const change = v.strictObject({
  change: v.picklist(['granted', 'revoked']),
  callId: fields.callId,
  userId: fields.userId,
  observedAt: fields.time,
  previousObservedAt: fields.time,
  auditId: v.string(),
});

export const changeExample = {
  change: 'granted',
  callId: '7782342274025937895',
  userId: '234599484848423',
  observedAt: '2026-02-28T09:30:00.120Z',
  previousObservedAt: '2026-01-31T09:30:00.480Z',
  auditId: '0b9f0c62-7d55-4f0e-9a51-3f6d5a1c2f10',
} as const;

const answers = { 400: problems.badRequest, 404: problems.notFound, 500: problems.internal };

export const getChanges = describeRoute({
  method: 'GET',
  path: '/changes',
  operationId: 'getChanges',
  summary: 'What was granted and revoked, over all calls',
  description:
    'In the order in which it was recorded, up to a minute ago. A change happened between `previousObservedAt` and `observedAt`. Each page has a cursor, the last one too: it is where to go on later. `more` tells whether there is more now.',
  request: {
    body: fields.noBody,
    path: fields.nothing,
    query: v.strictObject({ since: fields.moment, cursor: v.optional(fields.cursor) }),
    headers: fields.noHeaders,
  },
  answers: {
    200: {
      description: 'A page of changes.',
      schema: v.strictObject({
        changes: v.array(change),
        cursor: v.string(),
        more: v.boolean(),
      }),
      example: { changes: [changeExample], cursor: 'MTc5NTUxMDA2MzA4OC4', more: false },
    },
    400: answers[400],
    500: answers[500],
  },
});

export const getUserCalls = describeRoute({
  method: 'GET',
  path: '/users/{userId}/calls',
  operationId: 'getUserCalls',
  summary: 'The calls that a user has individual access to, now or at a moment',
  description:
    'From the ledger. A page may be empty and still have a cursor: go on until there is none.',
  request: {
    body: fields.noBody,
    path: v.strictObject({ userId: fields.userId }),
    query: v.strictObject({ at: v.optional(fields.moment), cursor: v.optional(fields.cursor) }),
    headers: fields.noHeaders,
  },
  answers: {
    200: {
      description: 'A page of calls, in no order that means anything.',
      schema: v.strictObject({
        userId: fields.userId,
        calls: v.array(v.strictObject({ callId: fields.callId, unchangedSince: fields.time })),
        cursor: v.optional(v.string()),
        coverage: fields.covers,
      }),
      example: {
        userId: '234599484848423',
        calls: [{ callId: '7782342274025937895', unchangedSince: '2026-01-31T09:30:00.480Z' }],
        coverage: 'api-granted-individual-access',
      },
    },
    400: answers[400],
    500: answers[500],
  },
});
