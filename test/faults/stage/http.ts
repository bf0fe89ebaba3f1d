import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import aws4 from 'aws4';
import type { Gateway, GatewayParts } from '../../../local/http/gateway';
import type { KeyPair } from '../../../local/http/sigv4';
import type { InvocationResult } from '../../../local/lambda/invocation';
import type { StageModel } from '../../../local/model';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed, if it is a JSON object; else empty. */
  readonly body: Record<string, unknown>;
}

export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signed?: boolean;
}

/** The scene's HTTP API, under IAM authorization. */
export class Http {
  /** Every answer that came out. */
  readonly replies: Reply[] = [];

  private constructor(
    private readonly gateway: Gateway,
    readonly url: string,
    private readonly keys: KeyPair,
    private readonly counted: { readonly invocations: number },
  ) {}

  /** Invocations that requests led to. */
  get invocations(): number {
    return this.counted.invocations;
  }

  static async open(
    create: (parts: GatewayParts) => Gateway,
    { api }: StageModel,
    invoke: (nameOrArn: string, event: string) => Promise<InvocationResult>,
  ): Promise<Http> {
    if (!api) throw new Error('the template has no API');
    const keys = { accessKeyId: 'AKIAFAULTS', secretAccessKey: randomBytes(20).toString('hex') };
    const counted = { invocations: 0 };
    const gateway = create({
      api,
      keys,
      invoke: (...asked) => {
        counted.invocations += 1;
        return invoke(...asked);
      },
      ownPage: async () => ({ status: 404, headers: {}, body: '' }),
    });
    return new Http(gateway, await gateway.start(0), keys, counted);
  }

  get(path: string, sending: Sending = {}): Promise<Reply> {
    return this.send('GET', path, undefined, sending);
  }

  /** @param body text and bytes as they are, anything else as JSON */
  post(path: string, body: unknown, sending: Sending = {}): Promise<Reply> {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    return this.send('POST', path, isRaw ? body : JSON.stringify(body), sending);
  }

  async send(
    method: string,
    path: string,
    body: string | Buffer | undefined,
    { headers = {}, signed = true }: Sending,
  ): Promise<Reply> {
    const { host } = new URL(this.url);
    const plain = { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers };
    const unsigned = { host, method, path, headers: plain, body, service: 'execute-api' };
    const all = signed
      ? aws4.sign({ ...unsigned, region: 'us-east-1' } as aws4.Request, this.keys).headers
      : plain;
    const { Host: _, ...rest } = (all ?? {}) as Record<string, string>;
    const reply = await exchange(this.url + path, method, rest, body);
    this.replies.push(reply);
    return reply;
  }

  close(): Promise<void> {
    return this.gateway.stop(0);
  }
}

/** On a connection of its own: one that is kept may be closed by the other end just as it is used again. */
function exchange(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer | undefined,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const told = Object.entries(answer.headers).map(([name, value]) => [name, `${value}`]);
        const headers = new Headers(told as [string, string][]);
        resolve({ status: answer.statusCode ?? 0, headers, text, body: parsed(text) });
      });
    });
    // As bytes: joined to a text the headers would be sent in its encoding.
    asked.on('error', reject).end(body === undefined ? body : Buffer.from(body));
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
