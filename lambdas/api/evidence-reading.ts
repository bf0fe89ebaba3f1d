import * as v from 'valibot';
import { totals } from './audit-shapes';
import { change, changeExample } from './change-reading';
import * as fields from './fields';
import * as problems from './problems';
import { describeRoute } from './route';

const ofAudit = {
  body: fields.noBody,
  path: v.strictObject({ auditId: fields.auditId }),
  query: v.strictObject({ cursor: v.optional(fields.cursor) }),
  headers: fields.noHeaders,
};
const problemAnswers = {
  400: problems.badRequest,
  404: problems.notFound,
  500: problems.internal,
};

export const getAuditChanges = describeRoute({
  method: 'GET',
  path: '/audits/{auditId}/changes',
  operationId: 'getAuditChanges',
  summary: 'What an audit found granted and revoked',
  request: ofAudit,
  answers: {
    200: {
      description: 'A page of changes.',
      schema: v.strictObject({ changes: v.array(change), cursor: v.optional(v.string()) }),
      example: { changes: [changeExample] },
    },
    ...problemAnswers,
  },
});

export const getComparison = describeRoute({
  method: 'GET',
  path: '/audits/{auditId}/compare',
  operationId: 'compareAudits',
  summary: 'In what two audits differ',
  description:
    'The audit in the path is the base; `granted` and `revoked` lead from it to the audit `with`. Both audits must have ended. Users are compared where both audits tell them; of a call with the `reason` `evidence-expired` at least one does no longer. A page may be empty and still have a cursor: go on until there is none.',
  request: {
    ...ofAudit,
    query: v.strictObject({ with: fields.auditId, cursor: v.optional(fields.cursor) }),
  },
  answers: {
    200: {
      description: 'A page of calls that differ.',
      schema: v.strictObject({
        base: v.string(),
        with: v.string(),
        differences: v.array(
          v.strictObject({
            callId: fields.callId,
            granted: fields.users,
            revoked: fields.users,
            outcome: v.optional(v.strictObject({ base: v.string(), with: v.string() })),
            onlyIn: v.optional(v.picklist(['base', 'with'])),
            reason: v.optional(v.literal('evidence-expired')),
          }),
        ),
        cursor: v.optional(v.string()),
      }),
      example: {
        base: '0b9f0c62-7d55-4f0e-9a51-3f6d5a1c2f10',
        with: '5e0d5d0e-3b0c-4f6e-8a58-0a3b1f0c9d11',
        differences: [
          {
            callId: '7782342274025937895',
            granted: [{ userId: '234599484848423' }],
            revoked: [],
            outcome: { base: 'none', with: 'granted' },
          },
        ],
      },
    },
    ...problemAnswers,
    409: problems.notEnded,
  },
});

const manifest = v.strictObject({
  schemaVersion: v.literal(1),
  software: v.string(),
  audit: v.strictObject({
    auditId: v.string(),
    label: v.optional(v.string()),
    requestedBy: v.string(),
    requested: v.number(),
    status: v.string(),
    createdAt: fields.time,
    completedAt: v.optional(fields.time),
  }),
  totals,
  coverage: fields.covers,
  coverageStatement: v.string(),
  complete: v.boolean(),
  gongRequests: v.number(),
  parts: v.array(
    v.strictObject({
      part: v.number(),
      calls: v.number(),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
  expiredParts: v.optional(v.array(v.number())),
  rootHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const getEvidence = describeRoute({
  method: 'GET',
  path: '/audits/{auditId}/evidence',
  operationId: 'getEvidence',
  summary: "Gong's answers as received, and the manifest that they are checked against",
  description:
    'Each part is a line of JSON about one chunk; its SHA-256 is over the bytes of the text as given. With `continues` the last text is only the beginning of its part, and the first one of the next page goes on with it. The last page has the manifest; its hashes were taken when the evidence was stored. Evidence that was kept as long as it was to be is no part any more: `expiredParts` names it, and `complete` is false. `rootHash` is the SHA-256 over the hashes of the parts, in order, a line each. Reads are logged with who asked.',
  request: ofAudit,
  answers: {
    200: {
      description: 'A page of evidence.',
      schema: v.strictObject({
        parts: v.array(v.string()),
        continues: v.optional(v.literal(true)),
        manifest: v.optional(manifest),
        cursor: v.optional(v.string()),
      }),
      example: {
        parts: ['{"part":0,"callIds":["7782342274025937895"],"answers":[],"gaps":[]}'],
        manifest: {
          schemaVersion: 1,
          software: '0.1.0',
          audit: {
            auditId: '0b9f0c62-7d55-4f0e-9a51-3f6d5a1c2f10',
            requestedBy: 'arn:aws:iam::123456789012:user/auditor',
            requested: 1,
            status: 'completed',
            createdAt: '2026-02-28T09:30:00.000Z',
            completedAt: '2026-02-28T09:30:02.000Z',
          },
          totals: { granted: 0, none: 1, notReturned: 0, notFound: 0, failed: 0 },
          coverage: 'api-granted-individual-access',
          coverageStatement: 'Individual access that was granted through the Gong API.',
          complete: true,
          gongRequests: 1,
          parts: [{ part: 0, calls: 1, sha256: hash }],
          rootHash: hash,
        },
      },
    },
    ...problemAnswers,
  },
});
