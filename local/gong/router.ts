import { type Answer, refusal, type StandInRequest } from './answer';
import type { Timetable } from './call-data';
import { listCalls, oneCall } from './call-listing';
import { refuseCaller, refuseScope } from './credentials';
import { someCalls, someUsers } from './extensive';
import type { Settings } from './options';
import { changeAccess, readAccess } from './users-access';
import type { World } from './world';

export interface Gong {
  readonly world: World;
  readonly timetable: Timetable;
  readonly rules: Settings;
}

interface Endpoint {
  readonly scope: string;
  readonly takesBody: boolean;
  answer(request: StandInRequest, gong: Gong): Answer;
}

const readScope = 'api:call-user-access:read';
const writeScope = 'api:call-user-access:write';

const usersAccess: Record<string, Endpoint> = {
  POST: {
    scope: readScope,
    takesBody: true,
    answer: (request, { world, rules }) => readAccess(request, world, rules),
  },
  PUT: {
    scope: writeScope,
    takesBody: true,
    answer: (request, { world }) => changeAccess(request, world, 'grant'),
  },
  DELETE: {
    scope: writeScope,
    takesBody: true,
    answer: (request, { world }) => changeAccess(request, world, 'revoke'),
  },
};

const calls: Record<string, Endpoint> = {
  GET: { scope: 'api:calls:read:basic', takesBody: false, answer: listCalls },
};

const call: Record<string, Endpoint> = {
  GET: {
    scope: 'api:calls:read:basic',
    takesBody: false,
    answer: (request, gong) => oneCall(request, lastPart(request.url), gong),
  },
};

const users: Record<string, Endpoint> = {
  POST: {
    scope: 'api:users:read',
    takesBody: true,
    answer: (request, { rules }) => someUsers(request, rules),
  },
};

const callsExtensive: Record<string, Endpoint> = {
  POST: { scope: 'api:calls:read:extensive', takesBody: true, answer: someCalls },
};

export const usersAccessPath = '/v2/calls/users-access';

/** Gong's answer to a request that its limits let in. */
export function answerAsGong(request: StandInRequest, gong: Gong): Answer {
  const refused = refuseCaller(request, gong.rules);
  if (refused) return refused;
  const methods = methodsOf(request.url.pathname);
  if (!methods) return refusal(request.requestId, 404, 'Not Found');
  const endpoint = methods[request.method];
  if (!endpoint) return refusal(request.requestId, 405, 'Method Not Allowed');
  if (endpoint.takesBody && !isJson(request)) {
    return refusal(request.requestId, 415, 'Unsupported Media Type');
  }
  return refuseScope(request, endpoint.scope, gong.rules) ?? endpoint.answer(request, gong);
}

function methodsOf(path: string): Record<string, Endpoint> | undefined {
  if (path === usersAccessPath) return usersAccess;
  if (path === '/v2/calls') return calls;
  if (path === '/v2/calls/extensive') return callsExtensive;
  if (path === '/v2/users/extensive') return users;
  return /^\/v2\/calls\/[^/]+$/.test(path) ? call : undefined;
}

const isJson = ({ headers }: StandInRequest): boolean =>
  /^application\/json\s*(;|$)/i.test(String(headers['content-type']));

const lastPart = (url: URL): string => url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
