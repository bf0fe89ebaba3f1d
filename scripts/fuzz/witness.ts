import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signWebhook } from '../../test/support/sign-webhook';

export interface WitnessParts {
  /** Of the stage. */
  readonly url: string;
  /** Paths as the document spells them. */
  readonly paths: readonly string[];
  /** Of Gong's webhook: its path, its address as it was set up, and the key that signs for it. */
  readonly webhook: { readonly path: string; readonly address: string; readonly key: string };
}

/** Stands between the fuzzer and the stage: signs every other webhook as Gong does, and counts the answers. */
export class Witness {
  /** Statuses by method and path, with how often each was seen. */
  readonly seen = new Map<string, Map<number, number>>();
  private readonly patterns: readonly { path: string; pattern: RegExp }[];
  private webhooks = 0;
  private readonly server = createServer((request, response) => {
    this.pass(request)
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(body))
      .catch(() => response.destroy());
  });

  constructor(private readonly parts: WitnessParts) {
    this.patterns = parts.paths.map((path) => ({
      path,
      pattern: new RegExp(
        `^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/?]*')}(\\?|$)`,
      ),
    }));
  }

  /** @returns the URL to ask instead of the stage's */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', () => resolve()));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(asked: IncomingMessage) {
    const chunks: Buffer[] = [];
    for await (const chunk of asked as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url = '/' } = asked;
    const path = this.patterns.find(({ pattern }) => pattern.test(url))?.path;
    const headers = { ...asked.headers, host: new URL(this.parts.url).host };
    if (path === this.parts.webhook.path && headers.authorization !== undefined) {
      headers.authorization = await this.token(headers.authorization, body);
    }
    const answer = await exchange(this.parts.url, { method, url, headers, body });
    if (path) this.note(`${method} ${path}`, answer.status);
    return answer;
  }

  private async token(asked: string, body: Buffer): Promise<string> {
    this.webhooks += 1;
    if (this.webhooks % 2 === 0) return asked;
    const { key, address } = this.parts.webhook;
    return signWebhook(key, body.toString(), address);
  }

  private note(route: string, status: number): void {
    const counts = this.seen.get(route) ?? new Map<number, number>();
    this.seen.set(route, counts.set(status, (counts.get(status) ?? 0) + 1));
  }
}

interface Asked {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

function exchange(to: string, { method, url, headers, body }: Asked): Promise<Answered> {
  const { hostname, port } = new URL(to);
  return new Promise((resolve, reject) => {
    const sent = send({ hostname, port, method, path: url, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject).end(body);
  });
}
