import * as v from 'valibot';
import { byAudit } from './limits';
import type { AnswerDescription } from './route';

/** Gong's shape of an error, with a stable code. */
export const problem = v.object({
  requestId: v.string(),
  errors: v.array(v.string()),
  code: v.string(),
  field: v.optional(v.string()),
});

const retryAfter = { 'Retry-After': 'Seconds to wait' };

const described = (
  description: string,
  code: string,
  text: string,
  more: { field?: string; headers?: AnswerDescription['headers'] } = {},
): AnswerDescription => ({
  description,
  schema: problem,
  example: {
    requestId: 'c6f0a1de-4c1e-4c52-9d57-0b4b4d5a2d11',
    errors: [text],
    code,
    ...(more.field ? { field: more.field } : {}),
  },
  ...(more.headers ? { headers: more.headers } : {}),
});

/** Answers that several routes share, by status. */
export const badRequest = described(
  'The request breaks the contract; `field` says where.',
  'invalid-input',
  'callIds[3] must be a string of 1 to 20 digits',
  { field: 'callIds[3]' },
);
export const notFound = described('There is no such thing.', 'audit-not-found', 'no such audit');
export const conflict = described(
  'The request contradicts what is stored.',
  'audit-ended',
  'the audit has ended',
);
export const notEnded = described(
  'An audit that is to be compared has not ended; the text says which.',
  'audit-not-ended',
  'not ended, so not compared: `with`',
);
export const keyReused = described(
  'The Idempotency-Key was used with another request.',
  'idempotency-key-reused',
  'the Idempotency-Key was used with another request',
);
export const tooLarge = described(
  'More calls than one request may name, a body over 5 MB, or (`answer-too-large`, for a check) an answer over 6 MB.',
  'too-many-calls',
  'filter.callIds must not name more than 300 calls: POST /audits takes up to 200,000',
  { field: 'filter.callIds' },
);
export const auditsFull = described(
  'So many audits are under way that no more can be taken (`too-many-audits`); or as on any route.',
  'too-many-audits',
  'too many audits are under way; try again when some have ended',
  { headers: retryAfter },
);
export const notJson = described(
  'The body is not JSON.',
  'unsupported-media-type',
  'The content type must be application/json',
);
export const notSigned = described(
  'The signature is missing, or not one of Gong for this body and this address.',
  'invalid-signature',
  'The signature is not valid',
);
export const webhookTooLarge = described(
  'A body over 1 MB.',
  'body-too-large',
  'The body must not be over 1 MB',
  { field: 'body' },
);
export const credentialsRejected = described(
  'Gong refused the credentials that this service uses.',
  'gong-credentials-rejected',
  'Gong refused the credentials',
);
export const addressRejected = described(
  'Gong refuses the address that this service asks from. Or the request is not signed, or its caller may not use this route.',
  'gong-credentials-rejected',
  'Gong refused the credentials',
);
export const gongRefused = described(
  'Gong refused the request, or what it answered is none of its answers.',
  'gong-refused',
  'Gong refused the request with status 404',
);
export const daySpent = described(
  "Gong's requests for the day are spent.",
  'gong-day-spent',
  `Gong's requests for today are spent; ${byAudit}`,
  { headers: retryAfter },
);
export const unavailable = described(
  'Gong could not be asked in time.',
  'gong-deadline',
  `no request to Gong now: deadline; ${byAudit}`,
  { headers: retryAfter },
);
export const internal = described(
  'An unexpected error.',
  'internal',
  'Failed due to an unexpected error',
);

/** What the gateway answers by itself, on any route. */
export const notAllowed = described(
  'The request is not signed, or its caller may not use this route.',
  'not-signed',
  'The route does not exist, or the request is not signed (AWS SigV4, execute-api).',
);
export const tooMany = described(
  'More requests at once than the gateway takes.',
  'too-many-requests',
  'Too many requests: slow down.',
  { headers: retryAfter },
);
export const notNow = described(
  'The service cannot answer now.',
  'unavailable',
  'The service cannot answer now.',
  { headers: retryAfter },
);
