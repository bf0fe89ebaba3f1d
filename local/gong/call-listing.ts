import * as v from 'valibot';
import { type Answer, badRequest, ok, refusal, type StandInRequest } from './answer';
import { callData, type Timetable } from './call-data';
import { type Cursor, cursorText, parseCursor } from './cursor';
import { idForm } from './ids';
import type { Settings } from './options';
import type { World } from './world';

type Rules = Pick<Settings, 'pageSize' | 'cursorLifetimeMs'>;

const dateTime = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => Date.parse(text)),
  v.number(),
  v.finite(),
);
const query = v.object({
  fromDateTime: dateTime,
  toDateTime: dateTime,
  workspaceId: v.optional(v.string()),
});

/** `GET /v2/calls`: the calls of a stretch of time, a page at a time. No calls are a 404, as with Gong. */
export function listCalls(
  request: StandInRequest,
  { world, timetable, rules }: { world: World; timetable: Timetable; rules: Rules },
): Answer {
  const listing = { world, timetable, moment: request.moment };
  const text = request.url.searchParams.get('cursor');
  const cursor = text === null ? firstPage(request, listing, rules) : parseCursor(text);
  if (!cursor) return badRequest(request);
  if (cursor.expires < request.moment) return badRequest(request, 'cursor has expired');
  if (cursor.total === 0) return refusal(request.requestId, 404, nothingFound);
  return page(request, cursor, listing, rules);
}

/** `GET /v2/calls/{id}` */
export function oneCall(
  request: StandInRequest,
  callId: string,
  { world, timetable }: { world: World; timetable: Timetable },
): Answer {
  const exists = idForm.test(callId) && world.isKnown(callId, request.moment);
  if (exists) return ok(request, { call: callData(callId, timetable) });
  return refusal(request.requestId, 404, `Call ID ${callId} was not found`);
}

const nothingFound = 'No calls found corresponding to the provided filters';

interface Listing {
  readonly world: World;
  readonly timetable: Timetable;
  readonly moment: number;
}

function firstPage(request: StandInRequest, listing: Listing, rules: Rules): Cursor | undefined {
  const parsed = v.safeParse(query, Object.fromEntries(request.url.searchParams));
  if (!parsed.success) return undefined;
  const { fromDateTime, toDateTime, workspaceId } = parsed.output;
  const upTo = Math.min(toDateTime, listing.moment + 1);
  const { from, to } = listing.timetable.indexes(fromDateTime, upTo);
  const range = { next: from, end: to, ...(workspaceId === undefined ? {} : { workspaceId }) };
  const total = [...matching(range, listing)].length;
  return { ...range, total, page: 0, expires: request.moment + rules.cursorLifetimeMs };
}

function page(request: StandInRequest, cursor: Cursor, listing: Listing, rules: Rules): Answer {
  const indexes: number[] = [];
  let next: number | undefined;
  for (const index of matching(cursor, listing)) {
    if (indexes.length === rules.pageSize) {
      next = index;
      break;
    }
    indexes.push(index);
  }
  const records = {
    totalRecords: cursor.total,
    currentPageSize: indexes.length,
    currentPageNumber: cursor.page,
    ...(next === undefined
      ? {}
      : { cursor: cursorText({ ...cursor, next, page: cursor.page + 1 }) }),
  };
  const calls = indexes.map((n) => callData(listing.world.callId(n), listing.timetable));
  return ok(request, { records, calls });
}

function* matching(
  { next, end, workspaceId }: Pick<Cursor, 'next' | 'end' | 'workspaceId'>,
  { world, timetable, moment }: Listing,
): Generator<number> {
  for (let index = next; index < end; index++) {
    const callId = world.callId(index);
    if (!world.isKnown(callId, moment)) continue;
    if (workspaceId === undefined || timetable.workspaceOf(callId) === workspaceId) yield index;
  }
}
