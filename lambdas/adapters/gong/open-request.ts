import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { GongTarget } from './target';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type HttpFailure = 'timeout' | 'network' | 'too-large';

/** `fetch` takes twice as long to its first answer on a cold start, and stops timing once the headers are there. */
const agents = {
  'http:': new HttpAgent({ keepAlive: true }),
  'https:': new HttpsAgent({ keepAlive: true }),
};

/**
 * A request whose connection is made before its slot comes, so that only its own way to Gong lies between the
 * slot and its arrival. Redirects are not followed.
 */
export class OpenRequest {
  private readonly request: ClientRequest;
  private readonly answered: Promise<IncomingMessage>;
  private over = false;

  constructor(
    origin: URL,
    authorization: string,
    private readonly target: GongTarget,
  ) {
    const secure = origin.protocol === 'https:';
    const { method, path, body } = target;
    this.request = (secure ? httpsRequest : httpRequest)(new URL(path, origin), {
      method,
      agent: secure ? agents['https:'] : agents['http:'],
      headers: {
        authorization,
        ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'gong-access-audit',
      },
    });
    this.answered = new Promise((resolve, reject) => {
      this.request.once('response', resolve);
      this.request.on('error', reject);
    });
    this.answered
      .catch(() => undefined)
      .finally(() => {
        this.over = true;
      });
  }

  /** Whether it can still be sent: the other end may close a connection that waits. */
  get isUsable(): boolean {
    return !this.over && !this.request.destroyed;
  }

  discard(): void {
    this.request.destroy();
  }

  /** Sends it. The time limit is for all of it: connection, headers and body. */
  async send(limits: { timeoutMs: number; maxBytes: number }): Promise<HttpAnswer | HttpFailure> {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.request.destroy(new Error('timeout'));
    }, limits.timeoutMs);
    try {
      this.request.end(this.target.body);
      return await readAnswer(await this.answered, limits.maxBytes);
    } catch {
      // Nothing of the error is kept: it may hold the request's headers.
      return timedOut ? 'timeout' : 'network';
    } finally {
      clearTimeout(timer);
    }
  }
}

async function readAnswer(
  answer: IncomingMessage,
  maxBytes: number,
): Promise<HttpAnswer | HttpFailure> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) {
      answer.destroy();
      return 'too-large';
    }
    parts.push(part);
  }
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) };
}
