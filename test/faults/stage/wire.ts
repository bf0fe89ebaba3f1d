import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Service, type WireRequest, wireRequest } from './wire-request';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What is done to a request or its answer between a function and the other part. */
export type Effect =
  /** The request goes on, or the answer back, so many milliseconds late. */
  | { readonly kind: 'delay'; readonly ms: number; readonly when: 'before' | 'after' }
  /** The connection is reset: `before` the other part saw the request, or `after` it has done what was asked. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** The answer's body ends at this byte; the connection is closed. */
  | { readonly kind: 'truncate'; readonly atByte: number }
  /** The answer's body stops at this byte and the connection stays open. */
  | { readonly kind: 'stall'; readonly atByte: number }
  /** Another answer; the other part does not see the request. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  /** The request as it goes on, or the answer as it comes back, changed; nothing goes on if nothing is left of it. */
  | {
      readonly kind: 'rewrite';
      readonly request?: (body: string) => string | undefined;
      readonly answer?: (body: string, request: WireRequest) => string;
    }
  /** The function's process ends by SIGKILL: `before` the request is seen, or `after` it was done. */
  | {
      readonly kind: 'kill';
      readonly when: 'before' | 'after';
      readonly onDeath?: () => void;
    }
  /** Waits for something else: to bring two processes to one place. */
  | {
      readonly kind: 'hold';
      readonly until: () => Promise<unknown>;
      readonly when: 'before' | 'after';
    };

/** A fault, and which requests it befalls. */
export interface Fault {
  readonly on: (request: WireRequest) => boolean;
  readonly effect: Effect;
  /** So many matching requests go unharmed first. @default 0 */
  readonly after?: number;
  /** So many requests. @default 1 */
  readonly times?: number;
}

interface Pending {
  readonly fault: Fault;
  toSkip: number;
  left: number;
}

/** Faults to come; several wires share one list. A request meets the first that fits. */
export class Faults {
  private pending: Pending[] = [];
  /** How many requests a fault befell. */
  met = 0;

  add(...faults: Fault[]): void {
    for (const fault of faults) {
      this.pending.push({ fault, toSkip: fault.after ?? 0, left: fault.times ?? 1 });
    }
  }

  clear(): void {
    this.pending = [];
  }

  take(request: WireRequest): Effect | undefined {
    for (const pending of this.pending) {
      if (pending.left <= 0 || !pending.fault.on(request)) continue;
      if (pending.toSkip > 0) {
        pending.toSkip -= 1;
        continue;
      }
      pending.left -= 1;
      this.met += 1;
      return pending.fault.effect;
    }
    return undefined;
  }
}

export interface WireParts {
  /** Where each part listens. */
  readonly upstreams: Readonly<Record<Service, string>>;
  readonly faults: Faults;
  /** Hears of each request before anything is done to it. */
  readonly heard: (request: WireRequest) => void;
  /** Ends the process at this end of the wire. */
  readonly kill: () => Promise<void>;
  /** Name of the function at this end. */
  readonly functionName: string;
}

/**
 * Stands between one function's process and everything that it talks to: Gong and every AWS service, told apart by
 * what they are asked. Answers pass byte by byte as they came, unless a fault is due.
 */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server = createServer(
    { keepAliveTimeout: 65_000 },
    (request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    },
  );
  url = '';

  constructor(private readonly parts: WireParts) {}

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const request = wireRequest(incoming, body, this.parts.functionName);
    this.parts.heard(request);
    const effect = this.parts.faults.take(request);
    if (effect && !(await this.before(effect, response))) return;
    if (effect?.kind === 'answer') return reply(response, madeUp(effect));
    const sent = effect?.kind === 'rewrite' && effect.request ? effect.request(request.body) : body;
    const answer =
      sent === undefined
        ? madeUp({ status: 200, body: {} })
        : this.pointed(await this.forward(incoming, request, sent), request);
    await this.after(effect, request, answer, response);
  }

  /** @returns false if the request ends here */
  private async before(effect: Effect, response: ServerResponse): Promise<boolean> {
    if (!('when' in effect) || effect.when !== 'before') return true;
    if (effect.kind === 'delay') await sleep(effect.ms);
    if (effect.kind === 'hold') await effect.until();
    if (effect.kind === 'kill') await this.die(effect);
    if (effect.kind === 'reset') response.socket?.resetAndDestroy();
    return effect.kind === 'delay' || effect.kind === 'hold';
  }

  private async after(
    effect: Effect | undefined,
    request: WireRequest,
    answer: WireAnswer,
    response: ServerResponse,
  ): Promise<void> {
    if (effect && 'when' in effect && effect.when === 'after') {
      if (effect.kind === 'delay') await sleep(effect.ms);
      if (effect.kind === 'hold') await effect.until();
      if (effect.kind === 'kill') return this.die(effect);
      if (effect.kind === 'reset') return void response.socket?.resetAndDestroy();
    }
    if (effect?.kind === 'truncate' || effect?.kind === 'stall') {
      return cut(response, answer, effect);
    }
    if (effect?.kind === 'rewrite' && effect.answer) {
      return reply(response, changed(answer, effect.answer(answer.body.toString(), request)));
    }
    reply(response, answer);
  }

  private async die({ onDeath }: Extract<Effect, { kind: 'kill' }>): Promise<void> {
    await this.parts.kill();
    onDeath?.();
  }

  /** Gong's address is in the secret: there it becomes this wire's, so that Gong's requests come by here as well. */
  private pointed(answer: WireAnswer, request: WireRequest): WireAnswer {
    if (request.operation !== 'GetSecretValue' || answer.status !== 200) return answer;
    const text = answer.body.toString().replaceAll('http://gong.invalid', this.url);
    return changed(answer, text);
  }

  private forward(
    incoming: IncomingMessage,
    { service }: WireRequest,
    body: Buffer | string,
  ): Promise<WireAnswer> {
    const upstream = new URL(this.parts.upstreams[service]);
    const { host: _, 'transfer-encoding': __, ...headers } = incoming.headers;
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: upstream.hostname,
          port: upstream.port,
          method: incoming.method,
          path: incoming.url,
          agent: this.agent,
          headers: { ...headers, host: upstream.host, 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 500,
              headers: onlyText(answer.headers),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on('error', reject).end(body);
    });
  }
}

const onlyText = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name) ? [] : [[name, String(value)]],
    ),
  );

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'date',
]);

/** Without the checksum, which would no longer fit. */
function changed({ status, headers }: WireAnswer, text: string): WireAnswer {
  const { 'x-amz-crc32': _, ...rest } = headers;
  return { status, headers: rest, body: Buffer.from(text) };
}

function madeUp({ status, body }: Omit<Extract<Effect, { kind: 'answer' }>, 'kind'>): WireAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
}

function reply(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

async function cut(
  response: ServerResponse,
  { status, headers, body }: WireAnswer,
  { kind, atByte }: { kind: 'truncate' | 'stall'; atByte: number },
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.flushHeaders();
  response.write(body.subarray(0, atByte));
  if (kind === 'stall') return;
  // Time for the bytes to arrive: a reset may overtake them.
  await sleep(5);
  response.destroy();
}
