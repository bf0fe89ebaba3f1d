import * as v from 'valibot';
import * as fields from './fields';
import * as problems from './problems';
import { describeRoute } from './route';

const ofCall = {
  body: fields.noBody,
  path: v.strictObject({ callId: fields.callId }),
  query: fields.nothing,
  headers: fields.noHeaders,
};

const observed = v.picklist(['granted', 'none', 'not-returned', 'not-found']);

const access = v.strictObject({
  callId: fields.callId,
  outcome: v.picklist([...observed.options, 'not-observed']),
  users: fields.users,
  observedAt: v.optional(fields.time),
  unchangedSince: v.optional(fields.time),
  requestId: v.optional(v.string()),
  at: v.optional(fields.time),
  observedSecondsBefore: v.optional(v.number()),
  nextChangeObservedAt: v.optional(fields.time),
  coverage: fields.covers,
});

export const getAccess = describeRoute({
  method: 'GET',
  path: '/calls/{callId}/access',
  operationId: 'getAccess',
  summary: 'Who has individual access to a call, now or at a moment',
  description:
    'From the ledger, without a request to Gong. With `at`: as of that moment, how long before it the call was observed, and when the next change was. Before the first observation the outcome is `not-observed`, which is not "nobody".',
  request: { ...ofCall, query: v.strictObject({ at: v.optional(fields.moment) }) },
  answers: {
    200: {
      description: 'The access as observed.',
      schema: access,
      example: {
        callId: '7782342274025937895',
        outcome: 'granted',
        users: [{ userId: '234599484848423' }],
        observedAt: '2026-02-28T09:30:00.120Z',
        unchangedSince: '2026-01-31T09:30:00.480Z',
        requestId: '4al018gzaztcr8nbukw',
        at: '2026-02-28T12:00:00.000Z',
        observedSecondsBefore: 9_000,
        coverage: 'api-granted-individual-access',
      },
    },
    400: problems.badRequest,
    404: problems.notFound,
    500: problems.internal,
  },
});

const history = v.strictObject({
  callId: fields.callId,
  versions: v.array(
    v.strictObject({
      outcome: observed,
      users: fields.users,
      observedAt: fields.time,
      lastObservedAt: fields.time,
      auditId: v.string(),
      requestId: v.string(),
      late: v.optional(v.literal(true)),
    }),
  ),
  grants: v.array(
    v.strictObject({
      userId: fields.userId,
      notBefore: v.optional(fields.time),
      firstObservedAt: fields.time,
      lastObservedAt: fields.time,
      goneObservedAt: v.optional(fields.time),
    }),
  ),
  coverage: fields.covers,
  cursor: v.optional(v.string()),
});

export const getHistory = describeRoute({
  method: 'GET',
  path: '/calls/{callId}/history',
  operationId: 'getHistory',
  summary: 'Everything observed of a call, and the intervals of access',
  description:
    'Gong has no grant times: an access began between `notBefore` and `firstObservedAt`, and ended between `lastObservedAt` and `goneObservedAt`. First come all `versions`, then all `grants`: a page may lack either.',
  request: { ...ofCall, query: v.strictObject({ cursor: v.optional(fields.cursor) }) },
  answers: {
    200: {
      description: 'A page, oldest first; `cursor` leads to the next one.',
      schema: history,
      example: {
        callId: '7782342274025937895',
        versions: [
          {
            outcome: 'granted',
            users: [{ userId: '234599484848423' }],
            observedAt: '2026-01-31T09:30:00.480Z',
            lastObservedAt: '2026-02-28T09:30:00.120Z',
            auditId: '0b9f0c62-7d55-4f0e-9a51-3f6d5a1c2f10',
            requestId: '4al018gzaztcr8nbukw',
          },
        ],
        grants: [
          {
            userId: '234599484848423',
            firstObservedAt: '2026-01-31T09:30:00.480Z',
            lastObservedAt: '2026-02-28T09:30:00.120Z',
          },
        ],
        coverage: 'api-granted-individual-access',
      },
    },
    400: problems.badRequest,
    404: problems.notFound,
    500: problems.internal,
  },
});
