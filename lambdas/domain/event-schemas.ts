import * as v from 'valibot';

/**
 * The details of the events on the system's bus, one schema each: types and JSON Schemas are made from them. A field
 * may be added in a version; anything else is a new `schemaVersion`.
 */
const time = v.pipe(v.string(), v.isoTimestamp());
const id = v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const base = {
  schemaVersion: v.literal(1),
  /** Derived from what the event is about: a repeated event has the same one. */
  eventId: v.string(),
  coverage: v.string(),
};

/** One call's access changed. A change of more than 1,000 users comes in several events (`part` of `parts`). */
const accessChanged = v.object({
  ...base,
  callId: id,
  users: v.pipe(v.array(v.object({ userId: id })), v.readonly()),
  version: count,
  /** The change happened between the two. */
  observedAt: time,
  previousObservedAt: time,
  auditId: v.string(),
  part: count,
  parts: count,
  /** Path of the HTTP API with the call's access at that moment. */
  link: v.string(),
});

const auditReported = v.object({
  ...base,
  auditId: v.string(),
  status: v.picklist([
    'accepted',
    'running',
    'paused',
    'completed',
    'completed-with-gaps',
    'failed',
    'cancelled',
  ]),
  label: v.exactOptional(v.string()),
  requestedBy: v.string(),
  requested: count,
  totals: v.object({
    granted: count,
    none: count,
    notReturned: count,
    notFound: count,
    failed: count,
  }),
  /** Why it pauses, or failed as a whole. */
  reason: v.exactOptional(v.string()),
  /** When a paused audit resumes by itself. */
  resumesAt: v.exactOptional(time),
  link: v.string(),
});

/** A request that came as an event and is not valid: it is not tried again. */
const auditRejected = v.object({
  ...base,
  code: v.string(),
  reason: v.string(),
  /** What is wrong in the request's detail. */
  field: v.exactOptional(v.string()),
  /** Of the event that asked. */
  requestId: v.string(),
  requestedBy: v.string(),
});

const credentialsRejected = v.object({
  ...base,
  status: v.picklist([401, 403]),
  missingScope: v.exactOptional(v.string()),
  /** What to check, for a person. */
  advice: v.string(),
});

/** By detail-type. */
export const eventSchemas = {
  'Access Granted': accessChanged,
  'Access Revoked': accessChanged,
  'Audit Completed': auditReported,
  'Audit Failed': auditReported,
  'Audit Cancelled': auditReported,
  'Audit Paused': auditReported,
  'Audit Rejected': auditRejected,
  'Gong Credentials Rejected': credentialsRejected,
} as const;

export type DetailType = keyof typeof eventSchemas;
export type AccessChanged = v.InferOutput<typeof accessChanged>;
export type AuditReported = v.InferOutput<typeof auditReported>;
export type AuditRejected = v.InferOutput<typeof auditRejected>;
export type CredentialsRejected = v.InferOutput<typeof credentialsRejected>;
