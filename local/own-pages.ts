import type { HttpAnswer } from './http/gateway-answer';

/** The stage's own pages, by method and path below `/_local/`. An absent answer is a 404. */
export interface OwnPages {
  status(): Promise<object>;
  queues(): Promise<object>;
  /** @param after leaves out events with this `seq` or less */
  events(after: number): object;
  /** @returns false for a schedule that is not there */
  fire(schedule: string): boolean;
}

export async function ownPage(
  pages: OwnPages,
  method: string,
  path: string,
  query: URLSearchParams,
): Promise<HttpAnswer> {
  const page = path.replace(/^\/_local/, '');
  const [, schedule] = /^\/schedules\/([^/]+)\/fire$/.exec(page) ?? [];
  if (method === 'GET' && page === '/status') return json(200, await pages.status());
  if (method === 'GET' && page === '/queues') return json(200, await pages.queues());
  if (method === 'GET' && page === '/events') {
    return json(200, pages.events(Number(query.get('after') ?? 0)));
  }
  if (method === 'POST' && schedule && pages.fire(schedule)) return json(202, { fired: schedule });
  const known = 'GET status, queues, events?after=seq; POST schedules/{name}/fire';
  return json(404, { message: `no such page of the local stage; there are: ${known}` });
}

function json(status: number, body: object): HttpAnswer {
  const headers = { 'Content-Type': 'application/json' };
  return { status, headers, body: `${JSON.stringify(body, null, 2)}\n` };
}
