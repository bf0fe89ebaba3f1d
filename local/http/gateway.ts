import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountId } from '../identities';
import { type InvocationResult, payloadLimit } from '../lambda/invocation';
import type { ApiModel } from '../model';
import { isOwn, type OwnRequest } from '../own-pages';
import { gatewayAnswer, type HttpAnswer, type Refusal } from './gateway-answer';
import { matchRoute, type RouteMatch } from './match-route';
import { proxyAnswer } from './proxy-answer';
import { type Caller, proxyEvent, splitUrl } from './proxy-event';
import { readBody } from './read-body';
import { checkSignature, type KeyPair } from './sigv4';
import { Throttle } from './throttle';

/** Bytes of a request's body that the gateway takes. */
const bodyLimit = 10 * 1024 * 1024;
/** How long a client that sends too much may go on before its connection is closed, in milliseconds. */
const dropAfter = 5_000;

export interface GatewayParts {
  readonly api: ApiModel;
  /** Asked of the caller of a route under IAM authorization; without, such a route is open. */
  readonly keys?: KeyPair;
  invoke(functionArn: string, event: string): Promise<InvocationResult>;
  /** Answers the stage's own pages. */
  ownPage(request: OwnRequest): Promise<HttpAnswer>;
}

/** The HTTP API, on the loopback interface. */
export class Gateway {
  private readonly server: Server = createServer((request, response) => {
    void this.handle(request, response).catch(() => response.destroy());
  });

  private readonly throttle: Throttle | undefined;

  constructor(private readonly parts: GatewayParts) {
    const { throttle } = parts.api;
    this.throttle = throttle && new Throttle(throttle);
  }

  /** @param port 0 for any. @returns the URL. @throws the server's error, such as EADDRINUSE */
  async start(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, '127.0.0.1', () => resolve());
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Takes no more requests; those under way have until `grace` milliseconds from now. */
  async stop(grace: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.server.closeAllConnections(), grace);
    await closed;
    clearTimeout(timer);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const answer = await this.answer(request, requestId);
    response.statusCode = answer.status;
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.setHeader('x-amzn-RequestId', requestId);
    if (!request.complete) dropRest(request, response);
    response.end(answer.body);
  }

  private async answer(request: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    const refuse = (refusal: Refusal) => gatewayAnswer(this.parts.api, refusal, requestId);
    const { method = 'GET', url = '/' } = request;
    const { path, query } = splitUrl(url);
    if (!isLocalHost(request.headers.host)) return refuse({ type: 'ACCESS_DENIED' });
    if (isFromElsewhere(request)) return refuse({ type: 'ACCESS_DENIED' });
    const match = isOwn(path) ? undefined : this.match(method, path);
    if (match === 'malformed') return refuse({ type: 'DEFAULT_4XX' });
    const body = await readBody(request, bodyLimit);
    if (!body) return refuse({ type: 'REQUEST_TOO_LARGE' });
    if (isOwn(path)) {
      return this.parts.ownPage({ method, path, query: new URLSearchParams(query), body });
    }
    if (!match) return refuse({ type: 'MISSING_AUTHENTICATION_TOKEN' });
    const caller = this.authorize(match, request, body);
    if ('type' in caller) return refuse(caller);
    if (this.throttle?.admits(performance.now()) === false) return refuse({ type: 'THROTTLED' });
    const event = JSON.stringify(
      proxyEvent(this.parts.api, match, {
        method,
        url,
        rawHeaders: request.rawHeaders,
        body,
        requestId,
        receivedAt: Date.now(),
        sourceIp: request.socket.remoteAddress ?? '',
        caller,
      }),
    );
    if (Buffer.byteLength(event) > payloadLimit) return refuse({ type: 'REQUEST_TOO_LARGE' });
    const answer = await this.integrate(match, event);
    return 'type' in answer ? refuse(answer) : answer;
  }

  private match(method: string, path: string): RouteMatch | undefined | 'malformed' {
    try {
      return matchRoute(this.parts.api.routes, method, path);
    } catch {
      return 'malformed';
    }
  }

  private authorize(
    { route }: RouteMatch,
    request: IncomingMessage,
    body: Buffer,
  ): Caller | Refusal {
    const { keys } = this.parts;
    const caller = {
      userArn: `arn:aws:iam::${accountId}:user/local`,
      accessKey: keys?.accessKeyId ?? null,
    };
    if (!keys || route.authorization === 'NONE') return caller;
    const { method = 'GET', url = '/' } = request;
    const headers = Object.entries(request.headersDistinct).map(([name, values]) => [
      name,
      values?.join(','),
    ]);
    const signed = { method, url, headers: Object.fromEntries(headers), body };
    return checkSignature(signed, keys, Date.now()) ?? caller;
  }

  private async integrate({ route }: RouteMatch, event: string): Promise<HttpAnswer | Refusal> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), route.timeout);
    });
    const result = await Promise.race([this.parts.invoke(route.functionArn, event), late]);
    clearTimeout(timer);
    if (result === 'late') return { type: 'INTEGRATION_TIMEOUT' };
    return proxyAnswer(result) ?? { type: 'DEFAULT_5XX' };
  }
}

/** A web page in a browser on this machine must not reach the open API under a name of its own. */
function isLocalHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');
}

/** Nor may a page of another site make a browser change anything here; to follow a link to here is fine. */
function isFromElsewhere({ method, headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return method !== 'GET' && (site === 'cross-site' || site === 'same-site');
}

/** A client reads the answer only after it has sent its body: so take it, and drop it. */
function dropRest(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
  request.resume();
  const timer = setTimeout(() => request.destroy(), dropAfter);
  request.once('close', () => clearTimeout(timer));
}
