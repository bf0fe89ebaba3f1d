import * as v from 'valibot';
import { type Answer, badRequest, ok, refusal, type StandInRequest } from './answer';
import { idForm } from './ids';
import type { Settings } from './options';
import { bits, keyOf } from './random';
import type { World } from './world';

const id = v.pipe(v.string(), v.regex(idForm));
const unique = v.check<string[], string>((ids) => new Set(ids).size === ids.length, 'twice');
const question = v.object({
  filter: v.object({ callIds: v.pipe(v.array(id), v.nonEmpty(), unique) }),
});
const access = v.object({ callId: id, userIds: v.pipe(v.array(id), v.nonEmpty(), unique) });
const order = v.object({ callAccessList: v.pipe(v.array(access), v.nonEmpty()) });

type Rules = Pick<Settings, 'callLimit' | 'answerOrder'>;

/** `POST /v2/calls/users-access`: who was given access to these calls. One unknown call spoils the request. */
export function readAccess(request: StandInRequest, world: World, rules: Rules): Answer {
  const parsed = v.safeParse(question, request.json);
  if (!parsed.success) return badRequest(request);
  const { callIds } = parsed.output.filter;
  if (rules.callLimit && callIds.length > rules.callLimit.calls) {
    return refusal(request.requestId, rules.callLimit.status, rules.callLimit.text);
  }
  if (someUnknown(callIds, request, world)) return badRequest(request, 'Some calls not found');
  const inOrder = rules.answerOrder === 'shuffled' ? shuffled(callIds, request) : callIds;
  const callAccessList = inOrder.flatMap((callId) => entry(callId, request, world));
  return ok(request, { callAccessList });
}

/** `PUT` and `DELETE` on the same path: give access, take it away. All calls or none. */
export function changeAccess(
  request: StandInRequest,
  world: World,
  kind: 'grant' | 'revoke',
): Answer {
  const parsed = v.safeParse(order, request.json);
  if (!parsed.success) return badRequest(request);
  const list = parsed.output.callAccessList;
  const callIds = list.map(({ callId }) => callId);
  if (someUnknown(callIds, request, world)) return badRequest(request, 'Some calls not found');
  for (const { callId, userIds } of list) {
    world.change(callId, { [kind]: userIds }, request.moment);
  }
  return ok(request);
}

const someUnknown = (callIds: readonly string[], { moment }: StandInRequest, world: World) =>
  callIds.some((callId) => !world.isKnown(callId, moment));

function entry(callId: string, { moment }: StandInRequest, world: World): object[] {
  const { named, listed } = world.telling(callId);
  if (!named) return [];
  if (!listed) return [{ callId, users: null }];
  return [{ callId, users: world.at(callId, moment).users.map((userId) => ({ userId })) }];
}

/** Another order for each request, the same for the same request ID. */
function shuffled(callIds: readonly string[], { requestId }: StandInRequest): string[] {
  const rank = (callId: string) => bits(keyOf(callId), keyOf(requestId));
  return [...callIds].sort((a, b) => rank(a) - rank(b));
}
