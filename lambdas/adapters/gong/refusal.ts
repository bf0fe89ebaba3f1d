import * as v from 'valibot';
import type { HttpAnswer } from './open-request';

/** Gong's error envelope, as far as it is there: `{requestId, errors: [text]}`. Source: Gong API V2. */
export interface Refusal {
  /** Gong's ID of the request; empty if it gave none. */
  readonly requestId: string;
  readonly errors: readonly string[];
  readonly body: string;
}

const envelope = v.object({
  requestId: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), ''),
  errors: v.fallback(v.array(v.string()), []),
});
const traceId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));

export function readRefusal({ headers, body }: HttpAnswer): Refusal {
  const text = body.toString('utf8');
  const read = v.safeParse(envelope, parseJson(text));
  const { requestId, errors } = read.success ? read.output : { requestId: '', errors: [] };
  const trace = v.is(traceId, headers['x-traceid']) ? headers['x-traceid'] : '';
  return { requestId: requestId || trace, errors, body: text };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Exactly this text: any other 400 says nothing about single calls. Recorded by NangoHQ/integration-templates. */
export const isCallsNotFound = (status: number, { errors }: Refusal): boolean =>
  status === 400 && errors.some((error) => /^some calls not found\.?$/i.test(error.trim()));

/** A listing without calls. Recorded by NangoHQ/integration-templates; any other 404 is not an empty list. */
export const isNoCalls = (status: number, { errors }: Refusal): boolean =>
  status === 404 && errors.some((error) => /^no calls found\b/i.test(error.trim()));

/** A cursor lives for about an hour from its first page; then a 400 says "cursor has expired". */
export const isCursorExpired = (status: number, { errors }: Refusal): boolean =>
  status === 400 && errors.some((error) => /cursor has expired/i.test(error.slice(0, 500)));

/** Gong names a missing scope in a 401: "You don't have permission to use 'api:...' in your app." */
export function missingScope({ errors }: Refusal): string | undefined {
  for (const error of errors) {
    const scope = /permission to use '(api:[a-z:-]{1,80})'/i.exec(error.slice(0, 500))?.[1];
    if (scope) return scope;
  }
  return undefined;
}

const aboutSize = /too (many|large|long)|at most|no more than|up to|maximum|max\.? |limit|exceed/i;

/**
 * Whether Gong refused the number of calls, and how many it takes if the text names a number. Gong publishes no
 * limit and no text, so any 400 that speaks of a size is taken for one, as is 413.
 */
export function takesCalls(
  status: number,
  { errors }: Refusal,
  asked: number,
): { takes?: number } | undefined {
  if (asked < 2) return undefined;
  const text = status === 400 ? errors.find((error) => aboutSize.test(error.slice(0, 500))) : '';
  if (status !== 413 && !text) return undefined;
  const named = /\b\d{1,4}\b/g;
  const numbers = [...(text ?? '').slice(0, 500).matchAll(named)].map(Number);
  const takes = numbers.find((number) => number > 0 && number < asked);
  return takes === undefined ? {} : { takes };
}
