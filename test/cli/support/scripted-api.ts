import { type HttpServer, startHttp } from '../../support/http-server';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ScriptedApi extends HttpServer {
  /** Requests as they came. */
  readonly seen: readonly Seen[];
}

const unknown: Reply = {
  status: 404,
  body: { requestId: 'r-1', errors: ['There is no such path'], code: 'route-not-found' },
};

/** An API that answers as told, over HTTP. @param reply undefined for a path that is not there */
export async function startApi(reply: (seen: Seen) => Reply | undefined): Promise<ScriptedApi> {
  const seen: Seen[] = [];
  const server = await startHttp((request, body, response) => {
    const url = new URL(request.url ?? '/', 'http://api');
    const one: Seen = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    seen.push(one);
    const { status = 200, headers = {}, body: answer } = reply(one) ?? unknown;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  return { ...server, seen };
}

/** One page of a list; the cursor is the place of the next page's first item. */
export function pageOf(
  name: string,
  items: readonly unknown[],
  query: URLSearchParams,
  size = 1_000,
) {
  const from = Number(query.get('cursor') ?? 0);
  const next = from + size;
  return {
    [name]: items.slice(from, next),
    ...(next < items.length ? { cursor: String(next) } : {}),
  };
}
