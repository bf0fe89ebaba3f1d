import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { CliError } from '../errors';
import { exitCodes } from '../exit-codes';
import { refusalOf } from './refusal';
import { NoAnswer, Refused, waitBefore } from './retry';
import type { OutgoingRequest, Signer } from './sign';

/** A little more than the 29 s that the gateway itself waits. */
const timeoutMs = 40_000;

export interface ApiAnswer<T> {
  readonly body: T;
  readonly headers: Headers;
}

type Query = Readonly<Record<string, string | undefined>>;
type Schema<T> = v.GenericSchema<unknown, T>;

/** The HTTP API. Every answer is parsed; what is not fulfilled is thrown as a `CliError`. */
export class Api {
  constructor(
    readonly baseUrl: URL,
    private readonly sign: Signer,
  ) {}

  /** Repeated a few times if there is no answer. */
  async get<T>(path: string, schema: Schema<T>, query: Query = {}): Promise<T> {
    const request: OutgoingRequest = { method: 'GET', headers: { accept: 'application/json' } };
    return (await this.repeat(this.url(path, query), request, schema)).body;
  }

  /** @param repeatable whether the same request twice has the effect of one */
  async post<T>(
    path: string,
    schema: Schema<T>,
    { body, headers = {}, query = {}, repeatable = false }: PostOptions,
  ): Promise<ApiAnswer<T>> {
    const request: OutgoingRequest = {
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const url = this.url(path, query);
    return repeatable ? this.repeat(url, request, schema) : this.once(url, request, schema);
  }

  private url(path: string, query: Query): URL {
    const url = new URL(this.baseUrl.href.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url;
  }

  private async repeat<T>(url: URL, request: OutgoingRequest, schema: Schema<T>) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(url, request, schema);
      } catch (error) {
        const wait = waitBefore(error, attempt);
        if (wait === undefined) throw error;
        await sleep(wait);
      }
    }
  }

  private async once<T>(url: URL, request: OutgoingRequest, schema: Schema<T>) {
    const headers = await this.sign(url, request);
    const answer = await this.fetch(url, { ...request, headers });
    const body = parsed(answer.text);
    if (answer.status >= 300) throw new Refused(refusalOf(answer.status, body), answer.headers);
    const checked = v.safeParse(schema, body);
    if (checked.success) return { body: checked.output, headers: answer.headers };
    throw new CliError(
      `what answers at ${this.baseUrl.host} is not Gong Access Audit, or another version of it`,
      exitCodes.unreachable,
      'Check --url; this command line and the stack should be of the same version.',
    );
  }

  private async fetch(url: URL, request: OutgoingRequest) {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fetch(url, { ...request, signal, redirect: 'manual' });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    } catch (error) {
      throw new NoAnswer(this.baseUrl, error, timeoutMs);
    }
  }
}

export interface PostOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Query;
  readonly repeatable?: boolean;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
