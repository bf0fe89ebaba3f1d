import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failure, type InvocationResult, payloadLimit } from './invocation';

export interface Invocation {
  readonly id: string;
  readonly payload: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly functionArn: string;
}

/** What the function's process tells. */
export interface RuntimeListener {
  /** It waits for an invocation. */
  ready(): void;
  answered(id: string, result: InvocationResult): void;
  /** Its code could not be loaded. */
  initFailed(result: InvocationResult): void;
}

/** The Lambda Runtime API for one process: it asks for the next invocation and posts what came of it. */
export class RuntimeApi {
  private readonly server: Server = createServer((request, response) => {
    this.route(request, response).catch(() => response.destroy());
  });
  private waiting: ServerResponse | undefined;

  constructor(private readonly listener: RuntimeListener) {}

  /** @returns host and port, as `AWS_LAMBDA_RUNTIME_API` has it */
  async start(): Promise<string> {
    this.server.keepAliveTimeout = 0;
    this.server.requestTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Hands an invocation to the process, which must be ready. */
  deliver({ id, payload, deadline, functionArn }: Invocation): void {
    const response = this.waiting;
    if (!response) throw new Error('the process does not wait for an invocation');
    this.waiting = undefined;
    response.setHeader('Lambda-Runtime-Aws-Request-Id', id);
    response.setHeader('Lambda-Runtime-Deadline-Ms', String(deadline));
    response.setHeader('Lambda-Runtime-Invoked-Function-Arn', functionArn);
    response.setHeader('Lambda-Runtime-Trace-Id', traceId(deadline, id));
    response.setHeader('Content-Type', 'application/json');
    response.end(payload);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.replace(/^\/2018-06-01\/runtime/, '') ?? '';
    const [, id = '', kind] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (path === '/invocation/next') {
      this.waiting = response;
      this.listener.ready();
      return;
    }
    const body = await readUpTo(request, payloadLimit);
    response.writeHead(kind || path === '/init/error' ? 202 : 404).end();
    if (path === '/init/error') this.listener.initFailed(errorOf(request, body));
    else if (kind === 'error') this.listener.answered(id, errorOf(request, body));
    else if (kind === 'response') this.listener.answered(id, responseOf(body));
  }
}

function responseOf(body: string | undefined): InvocationResult {
  if (body !== undefined) return { ok: true, payload: body };
  return failure(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${payloadLimit} bytes).`,
  );
}

function errorOf(request: IncomingMessage, body: string | undefined): InvocationResult {
  const errorType = String(request.headers['lambda-runtime-function-error-type'] ?? 'Error');
  return { ok: false, errorType, payload: body ?? '{}' };
}

/** @returns undefined for a body over the limit, which is read to its end all the same */
async function readUpTo(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  return length <= limit ? Buffer.concat(chunks).toString() : undefined;
}

/** Root and parent of a trace that nobody samples. */
function traceId(now: number, id: string): string {
  const hex = id.replaceAll('-', '').padEnd(32, '0');
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(16, 32)};Sampled=0`;
}
