import * as v from 'valibot';
import * as fields from './fields';
import { lenient, maxAge } from './headers';
import { syncCalls } from './limits';
import * as problems from './problems';
import { describeRoute } from './route';

const outcome = v.strictObject({
  callId: fields.callId,
  outcome: v.picklist(['granted', 'none', 'not-returned', 'not-found', 'failed']),
  reason: v.optional(v.string()),
});

const found = v.strictObject({
  requestId: v.string(),
  callAccessList: v.array(v.strictObject({ callId: fields.callId, users: fields.users })),
  coverage: fields.covers,
  observedAt: fields.time,
  duplicates: v.number(),
  outcomes: v.optional(v.array(outcome)),
});

const someNotFound = v.strictObject({
  ...problems.problem.entries,
  coverage: fields.covers,
  outcomes: v.array(outcome),
});

/** Gong's own contract: same request, same answers; what is more stands beside it. */
export const usersAccess = describeRoute({
  method: 'POST',
  path: '/v2/calls/users-access',
  operationId: 'checkUsersAccess',
  summary: 'Who has individual access to these calls now',
  description:
    "A drop-in for Gong's endpoint of the same path. `Prefer: handling=lenient` answers 200 also when Gong does not know some calls; `Cache-Control: max-age=N` lets the ledger answer where it is younger than N seconds, without a request to Gong.",
  request: {
    body: v.strictObject({
      filter: v.strictObject({
        callIds: fields.callIds(syncCalls, 'POST /audits takes up to 200,000'),
      }),
    }),
    path: fields.nothing,
    query: fields.nothing,
    headers: v.object({ prefer: v.optional(lenient), 'cache-control': v.optional(maxAge) }),
  },
  example: { filter: { callIds: ['7782342274025937895', '7782342274025937896'] } },
  answers: {
    200: {
      description: "Gong's answer. `outcomes` names the calls that are not in the list, and why.",
      schema: found,
      example: {
        requestId: '4al018gzaztcr8nbukw',
        callAccessList: [
          { callId: '7782342274025937895', users: [{ userId: '234599484848423' }] },
          { callId: '7782342274025937896', users: [] },
        ],
        coverage: 'api-granted-individual-access',
        observedAt: '2026-02-28T09:30:00.120Z',
        duplicates: 0,
      },
      headers: { Age: 'Seconds since the oldest observation, if the ledger answered' },
    },
    400: {
      description: 'The request breaks the contract, or Gong does not know some of the calls.',
      schema: v.union([someNotFound, problems.problem]),
      example: {
        requestId: '4al018gzaztcr8nbukw',
        errors: ['Some calls not found'],
        code: 'calls-not-found',
        coverage: 'api-granted-individual-access',
        outcomes: [
          { callId: '7782342274025937895', outcome: 'granted' },
          { callId: '7782342274025937897', outcome: 'not-found' },
        ],
      },
    },
    401: problems.credentialsRejected,
    403: problems.addressRejected,
    413: problems.tooLarge,
    415: problems.notJson,
    429: problems.daySpent,
    500: problems.internal,
    502: problems.gongRefused,
    503: problems.unavailable,
  },
});
