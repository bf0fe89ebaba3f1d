import * as v from 'valibot';
import * as fields from './fields';
import { auditCalls } from './limits';

/** An audit as it is asked for: over HTTP, as an event, or by invoking the function. */

const range = v.pipe(
  v.strictObject({
    fromDateTime: fields.moment,
    toDateTime: fields.moment,
    workspaceId: v.optional(fields.callId),
  }),
  v.check(
    ({ fromDateTime, toDateTime }) => fromDateTime < toDateTime,
    'must begin (fromDateTime) before it ends (toDateTime)',
  ),
);

const list = v.strictObject({
  bucket: v.pipe(
    v.string('must be a string'),
    v.regex(/^[a-z0-9.-]{3,63}$/, 'must be the name of a bucket'),
  ),
  key: v.pipe(
    v.string('must be a string'),
    v.minLength(1, 'must not be empty'),
    v.maxBytes(1_000, 'must not be over 1,000 bytes'),
  ),
});

const sources = ['callIds', 'calls', 'list', 'known'] as const;

const entries = {
  callIds: v.optional(fields.callIds(auditCalls, 'split the list into several audits')),
  calls: v.optional(range),
  list: v.optional(list),
  known: v.optional(v.literal(true, 'must be true')),
  label: v.optional(fields.label),
};

const namesOneSource = (order: Partial<Record<(typeof sources)[number], unknown>>) =>
  sources.filter((name) => order[name] !== undefined).length === 1;
const oneSource = 'must name exactly one of callIds, calls, list and known';

export const auditOrder = v.pipe(
  v.strictObject(entries),
  v.check((order) => namesOneSource(order), oneSource),
);

export type AuditOrder = v.InferOutput<typeof auditOrder>;

/** Long enough for every token of Step Functions. */
const taskToken = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(2_048)));
const schemaVersion = v.optional(v.literal(1, 'must be 1'));

/** The detail of `Audit Requested`. */
export const requestedDetail = v.pipe(
  v.strictObject({ ...entries, taskToken, schemaVersion }),
  v.check((order) => namesOneSource(order), oneSource),
);

/** What the function takes when it is invoked directly. */
export const invocation = v.pipe(
  v.strictObject({
    ...entries,
    taskToken,
    idempotencyKey: v.optional(v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,255}$/))),
  }),
  v.check((order) => namesOneSource(order), oneSource),
);
