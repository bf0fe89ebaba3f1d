import * as v from 'valibot';
import type { InvocationResult } from '../lambda/invocation';
import type { HttpAnswer } from './gateway-answer';

const value = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

const proxyAnswerSchema = v.object({
  statusCode: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))]),
    v.integer(),
    v.minValue(100),
    v.maxValue(599),
  ),
  headers: v.nullish(v.record(v.string(), v.nullable(value))),
  multiValueHeaders: v.nullish(v.record(v.string(), v.array(value))),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

/** Set by the connection itself. */
const connectionHeaders = ['connection', 'content-length', 'keep-alive', 'transfer-encoding'];

/**
 * What the gateway makes of a function's answer.
 * @returns undefined where the function failed, or its answer has not the shape that the proxy asks for
 */
export function proxyAnswer(result: InvocationResult): HttpAnswer | undefined {
  if (!result.ok) return undefined;
  const parsed = v.safeParse(proxyAnswerSchema, parseJson(result.payload));
  if (!parsed.success) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.output;
  return {
    status: statusCode,
    headers: mergeHeaders(headers ?? {}, multiValueHeaders ?? {}),
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}

/** A name in both has the values of the second only, as the gateway does it. */
function mergeHeaders(
  single: Readonly<Record<string, string | null>>,
  multiple: Readonly<Record<string, readonly string[]>>,
): Record<string, string | readonly string[]> {
  const merged = new Map<string, [string, string | readonly string[]]>();
  merged.set('content-type', ['Content-Type', 'application/json']);
  for (const [name, given] of Object.entries({ ...single, ...multiple })) {
    if (given !== null) merged.set(name.toLowerCase(), [name, given]);
  }
  for (const name of connectionHeaders) merged.delete(name);
  return Object.fromEntries(merged.values());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
