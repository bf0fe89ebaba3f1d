import * as v from 'valibot';
import { type Answer, badRequest, ok, refusal, type StandInRequest } from './answer';
import { callData, type Timetable } from './call-data';
import { idForm } from './ids';
import type { Settings } from './options';
import { userData } from './user-data';
import type { World } from './world';

const id = v.pipe(v.string(), v.regex(idForm));
const ids = v.pipe(
  v.array(id),
  v.nonEmpty(),
  v.check((all) => new Set(all).size === all.length),
);
const cursor = v.optional(v.pipe(v.string(), v.regex(/^from-[0-9]{1,9}$/)), 'from-0');
const usersQuestion = v.object({ filter: v.object({ userIds: ids }), cursor });
const callsQuestion = v.object({ filter: v.object({ callIds: ids }), cursor });

type Rules = Pick<Settings, 'pageSize' | 'seed'>;

/** `POST /v2/users/extensive`, by ID only. Users that Gong does not know are left out. */
export function someUsers(request: StandInRequest, rules: Rules): Answer {
  const asked = v.safeParse(usersQuestion, request.json);
  if (!asked.success) return badRequest(request);
  const users = asked.output.filter.userIds.flatMap((userId) => userData(rules.seed, userId) ?? []);
  return page(request, 'users', users, asked.output.cursor, rules);
}

/** `POST /v2/calls/extensive`, by ID only, with the basic data alone. Calls that Gong does not know are left out. */
export function someCalls(
  request: StandInRequest,
  { world, timetable, rules }: { world: World; timetable: Timetable; rules: Rules },
): Answer {
  const asked = v.safeParse(callsQuestion, request.json);
  if (!asked.success) return badRequest(request);
  const calls = asked.output.filter.callIds
    .filter((callId) => world.isKnown(callId, request.moment))
    .map((callId) => ({ metaData: callData(callId, timetable) }));
  return page(request, 'calls', calls, asked.output.cursor, rules);
}

/** None at all is a 404, as with Gong. */
function page(
  request: StandInRequest,
  name: string,
  found: readonly object[],
  cursorText: string,
  { pageSize }: Rules,
): Answer {
  const text = `No ${name} found corresponding to the provided filters`;
  if (found.length === 0) return refusal(request.requestId, 404, text);
  const from = Number(cursorText.slice('from-'.length));
  const some = found.slice(from, from + pageSize);
  const next = from + pageSize < found.length ? { cursor: `from-${from + pageSize}` } : {};
  const records = {
    totalRecords: found.length,
    currentPageSize: some.length,
    currentPageNumber: Math.floor(from / pageSize),
    ...next,
  };
  return ok(request, { records, [name]: some });
}
