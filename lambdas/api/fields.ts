import * as v from 'valibot';
import { idPattern } from '../domain/call-ids';
import { coverage } from '../domain/observation';

/** Fields that several routes share. Texts complete "`field` …" and never quote the input. */

const idText = 'must be a string of 1 to 20 digits';

const id = () => v.pipe(v.string('must be a string'), v.regex(idPattern, idText));
export const callId = id();
export const userId = id();

export const auditId = v.pipe(
  v.string(),
  v.regex(/^[0-9A-Za-z-]{1,64}$/, 'must be an audit ID as POST /audits gave it'),
);

/** A list of calls. Duplicates are allowed: they are asked for and counted once. */
export const callIds = (maximum: number, otherwise: string) =>
  v.pipe(
    v.array(callId, 'must be a list of call IDs'),
    v.minLength(1, 'must not be empty'),
    v.maxLength(maximum, `must not name more than ${maximum} calls: ${otherwise}`),
  );

const controls = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029';
export const label = v.pipe(
  v.string('must be a string'),
  v.regex(new RegExp(`^[^${controls}]{1,200}$`), 'must be 1 to 200 characters in one line'),
);

export const cursor = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,2048}$/, 'must be a cursor as the page before gave it'),
);

export const limit = v.pipe(
  v.string(),
  v.regex(/^([1-9][0-9]?|100)$/, 'must be a number from 1 to 100'),
  v.transform(Number),
);

const timestamp =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?(Z|[+-][0-9]{2}:[0-9]{2})$/;
const timestampText = 'must be a time such as 2026-02-28T23:59:59Z';

/** ISO 8601 with seconds and zone; milliseconds since 1970. */
export const moment = v.pipe(
  v.string(),
  v.regex(timestamp, timestampText),
  v.check(isReal, timestampText),
  v.examples(['2026-02-28T23:59:59Z']),
  v.transform((text) => Date.parse(text)),
);

/** `Date.parse` moves 30 February to 2 March: the day must still be the one that was written. */
function isReal(text: string): boolean {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const sameDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  return sameDay && !Number.isNaN(Date.parse(text));
}

export const time = v.pipe(v.string(), v.isoTimestamp());
export const covers = v.literal(coverage);
export const users = v.array(v.strictObject({ userId }));

/** The part of a request that a route does not use. */
export const nothing = v.strictObject({});
export const noBody = v.optional(nothing);
export const noHeaders = v.object({});
