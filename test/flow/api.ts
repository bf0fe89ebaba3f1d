import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { sign } from 'aws4';

/**
 * The stage under test, named by the environment: `FLOW_BASE_URL`, and if its methods ask for IAM credentials
 * (`AWS_ACCESS_KEY_ID`, …) with `FLOW_SIGN=1`. `FLOW_HOST_HEADER` names the API to a local cloud that routes by host.
 */
const baseUrl = required('FLOW_BASE_URL');
const hostHeader = process.env.FLOW_HOST_HEADER;
const isSigned = process.env.FLOW_SIGN === '1';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: T;
}

export const get = <T = Record<string, unknown>>(path: string, headers = {}) =>
  send<T>('GET', path, undefined, headers);

export const post = <T = Record<string, unknown>>(path: string, body?: unknown, headers = {}) =>
  send<T>('POST', path, typeof body === 'object' ? JSON.stringify(body) : asText(body), headers);

const asText = (body: unknown) => (body === undefined ? undefined : String(body));

async function send<T>(
  method: string,
  path: string,
  body: string | undefined,
  headers: Record<string, string>,
): Promise<Answer<T>> {
  const url = new URL(baseUrl.replace(/\/$/, '') + path);
  const unsigned = {
    method,
    host: hostHeader ?? url.host,
    path: url.pathname + url.search,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body }),
  };
  // What Gong sends has Gong's own signature in the header that IAM's would be in.
  const hasOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const options = isSigned && !hasOwn ? sign({ ...unsigned, service: 'execute-api' }) : unsigned;
  const answer = await exchange(url, { ...options.headers, host: unsigned.host }, unsigned);
  return { ...answer, body: parsed(answer.text) as T };
}

function exchange(
  url: URL,
  headers: Record<string, unknown>,
  { method, path, body }: { method: string; path: string; body?: string },
): Promise<Omit<Answer, 'body'>> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname: url.hostname,
        port: url.port,
        method,
        path,
        headers: headers as Record<string, string>,
        timeout: 60_000,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer from ${path} in a minute`)));
    sent.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run these tests by npm test or npm run test:deploy`);
  return value;
}
