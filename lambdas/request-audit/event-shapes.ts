import * as v from 'valibot';

/** Events that start audits, as far as they are read; their details are checked by those who take them. */

const envelope = {
  id: v.string(),
  source: v.string(),
  'detail-type': v.string(),
};

export const auditRequested = v.object({
  ...envelope,
  'detail-type': v.literal('Audit Requested'),
  detail: v.unknown(),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export const objectCreated = v.object({
  ...envelope,
  source: v.literal('aws.s3'),
  'detail-type': v.literal('Object Created'),
  detail: v.object({
    bucket: v.object({ name: v.string() }),
    object: v.object({ key: v.string() }),
  }),
});

export type AuditRequested = v.InferOutput<typeof auditRequested>;
export type ObjectCreated = v.InferOutput<typeof objectCreated>;
