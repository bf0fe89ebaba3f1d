import * as v from 'valibot';
import { idPattern } from './call-ids';
import { GongAnswerInvalid } from './errors';

/**
 * Gong's answer to `POST /v2/calls/users-access`, as far as it is read. Every field is optional in Gong's document:
 * an absent list is not an empty one. Unknown fields are allowed. IDs must be strings: as a JSON number a long ID
 * has already lost digits. Source: Gong API V2, `CallsAccessDetailsResponse`; `id` beside `userId` was seen in the wild.
 */
const id = v.pipe(v.string(), v.regex(idPattern));
const user = v.union([
  v.pipe(
    v.object({ userId: id }),
    v.transform((u) => u.userId),
  ),
  v.pipe(
    v.object({ id }),
    v.transform((u) => u.id),
  ),
]);
/** To a schema of an object an array is one, too. */
const noArray = v.custom<object>((value) => !Array.isArray(value));
const call = v.pipe(noArray, v.object({ callId: v.nullish(id), users: v.nullish(v.array(user)) }));
const answer = v.pipe(noArray, v.object({ callAccessList: v.nullish(v.array(call)) }));

/** Users by call, for the calls that the answer names; `undefined` users: named without a list. */
export type UsersByCall = ReadonlyMap<string, readonly string[] | undefined>;

/**
 * Reads a 200 answer.
 * @throws GongAnswerInvalid if it is not what Gong promises; such an answer must never be read as "no access".
 */
export function usersByCall(body: string): UsersByCall {
  const parsed = v.safeParse(answer, parseJson(body));
  if (!parsed.success) throw new GongAnswerInvalid('schema');
  const byCall = new Map<string, readonly string[] | undefined>();
  for (const { callId, users } of parsed.output.callAccessList ?? []) {
    if (callId == null) continue;
    const before = byCall.get(callId);
    const together = users ? [...new Set([...(before ?? []), ...users])].sort() : before;
    byCall.set(callId, together);
  }
  return byCall;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new GongAnswerInvalid('json');
  }
}
