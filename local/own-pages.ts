import type { HttpAnswer } from './http/gateway-answer';
import { isPage, pageFile } from './pages/page-files';

/** A request for a page of the stage's own. */
export interface OwnRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** What the stage tells of itself and does on demand. */
export interface OwnPages {
  status(): Promise<object>;
  queues(): Promise<object>;
  /** The stack's outputs, as a deployment has them. */
  outputs(): object;
  /** @param after leaves out events with this `seq` or less */
  events(after: number): object;
  /** @returns false for a schedule that is not there */
  fire(schedule: string, at: Date): boolean;
  tasks(): object;
  /** The stand-in's controls. @returns undefined for a request that is none of them */
  standIn(request: OwnRequest): Promise<HttpAnswer | undefined>;
}

/** Paths that the stage takes before the API does. */
export const isOwn = (path: string): boolean => path.startsWith('/_local/') || isPage(path);

/** Answers a page or a file of one, a control of the stand-in, or what the stage tells of itself. */
export async function ownPage(pages: OwnPages, request: OwnRequest): Promise<HttpAnswer> {
  const file = request.method === 'GET' ? await pageFile(request.path) : undefined;
  return file ?? (await pages.standIn(request)) ?? stageData(pages, request);
}

async function stageData(
  pages: OwnPages,
  { method, path, query }: OwnRequest,
): Promise<HttpAnswer> {
  const page = path.replace(/^\/_local/, '');
  const [, schedule] = /^\/schedules\/([^/]+)\/fire$/.exec(page) ?? [];
  if (method === 'GET' && page === '/status') return json(200, await pages.status());
  if (method === 'GET' && page === '/queues') return json(200, await pages.queues());
  if (method === 'GET' && page === '/outputs') return json(200, pages.outputs());
  if (method === 'GET' && page === '/events') {
    return json(200, pages.events(Number(query.get('after') ?? 0)));
  }
  if (method === 'GET' && page === '/tasks') return json(200, pages.tasks());
  const at = new Date(query.get('at') ?? Date.now());
  if (method === 'POST' && schedule && !Number.isNaN(at.getTime()) && pages.fire(schedule, at)) {
    return json(202, { fired: schedule, at: at.toISOString() });
  }
  const known =
    'GET /, /docs; below /_local: GET status, queues, outputs, tasks, events?after=seq; POST schedules/{name}/fire?at=time';
  return json(404, { message: `no such page of the local stage; there are: ${known}` });
}

function json(status: number, body: object): HttpAnswer {
  const headers = { 'Content-Type': 'application/json' };
  return { status, headers, body: `${JSON.stringify(body, null, 2)}\n` };
}
