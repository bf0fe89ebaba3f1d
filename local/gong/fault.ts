import * as v from 'valibot';
import { rewriteNames } from './rewrites';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));

/** Which requests a fault befalls, and how often. */
const scope = {
  /** So many requests. Default 1. */
  times: v.optional(v.union([v.pipe(whole, v.minValue(1)), v.literal('until-cleared')]), 1),
  /** Only after so many matching requests went unharmed. Default 0. */
  after: v.optional(whole, 0),
  /** Each matching request with this probability, seeded. Default 1. */
  share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  /** Only requests whose body names this call. */
  callId: v.optional(v.string()),
  /** Only this method. */
  method: v.optional(v.string()),
  /** Only paths that begin so, e.g. `/v2/calls/users-access`. */
  path: v.optional(v.string()),
  /** Time added before the answer goes out; the answer tells the truth from before the delay. Default 0. */
  delayMs: v.optional(milliseconds, 0),
};

const headers = v.record(v.string(), v.string());

const fault = v.variant('kind', [
  /** Only the delay. */
  v.strictObject({ ...scope, kind: v.literal('delay') }),
  /** Another answer; nothing is done. Without `body`, Gong's envelope with `text`. */
  v.strictObject({
    ...scope,
    kind: v.literal('answer'),
    status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    headers: v.optional(headers, {}),
    body: v.optional(v.string()),
    text: v.optional(v.string(), 'Internal server error occurred'),
  }),
  /** 200 `text/html`. */
  v.strictObject({ ...scope, kind: v.literal('html') }),
  /** 200 with no body. */
  v.strictObject({ ...scope, kind: v.literal('empty') }),
  /** 302. */
  v.strictObject({ ...scope, kind: v.literal('redirect'), location: v.string() }),
  /** A 200 of `POST /v2/calls/users-access` told otherwise; other answers stay as they are. */
  v.strictObject({ ...scope, kind: v.literal('rewrite'), how: v.picklist(rewriteNames) }),
  /** The connection is reset instead of an answer. */
  v.strictObject({ ...scope, kind: v.literal('reset-before-headers') }),
  v.strictObject({ ...scope, kind: v.literal('reset-after-headers') }),
  /** The body ends at this byte: the connection is closed, or (`complete`) the length is told to fit. */
  v.strictObject({
    ...scope,
    kind: v.literal('truncate'),
    atByte: whole,
    complete: v.optional(v.boolean(), false),
  }),
  /** The body stops at this byte for so long, then goes on. */
  v.strictObject({ ...scope, kind: v.literal('stall'), atByte: whole, stallMs: milliseconds }),
  /** The head comes byte by byte. */
  v.strictObject({ ...scope, kind: v.literal('slow-headers'), msPerByte: milliseconds }),
]);

export type Fault = v.InferOutput<typeof fault>;
export type FaultOrder = v.InferInput<typeof fault>;

/** One fault or several. @throws v.ValiError */
export function parseFaults(input: unknown): Fault[] {
  return v.parse(v.array(fault), Array.isArray(input) ? input : [input]);
}
