import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { region } from '../identities';
import type { Refusal } from './gateway-answer';
import { splitUrl } from './proxy-event';

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  /** By lower-case name; several values joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const algorithm = 'AWS4-HMAC-SHA256';
const service = 'execute-api';
/** How far the clocks may differ, in milliseconds: AWS's own allowance. */
const skew = 5 * 60_000;

const missing: Refusal = { type: 'MISSING_AUTHENTICATION_TOKEN' };
const refuse = (message?: string): Refusal => ({
  type: 'INVALID_SIGNATURE',
  ...(message !== undefined && { message }),
});

/**
 * Checks the SigV4 signature of a request, made in its headers.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param now milliseconds since 1970
 * @returns why it is refused, or undefined if the signature is that of the key pair
 */
export function checkSignature(
  request: SignedRequest,
  keys: KeyPair,
  now: number,
): Refusal | undefined {
  const authorization = request.headers.authorization;
  if (authorization === undefined) return missing;
  const given = parseAuthorization(authorization);
  const date = request.headers['x-amz-date'];
  if (!given || date === undefined) return refuse('The Authorization header is incomplete.');
  const scope = [date.slice(0, 8), region, service, 'aws4_request'];
  if (given.accessKeyId !== keys.accessKeyId) return refuse('The security token is invalid.');
  if (given.scope !== scope.join('/'))
    return refuse(`Credential should be scoped to ${scope.join('/')}.`);
  if (!given.signedHeaders.includes('host')) return refuse('The host header must be signed.');
  if (!(Math.abs(parseAmzDate(date) - now) <= skew)) return refuse('Signature expired.');
  const bodyHash = sha256(request.body);
  if ((request.headers['x-amz-content-sha256'] ?? bodyHash) !== bodyHash) return refuse();
  const canonical = canonicalRequest(request, given.signedHeaders, bodyHash);
  const expected = sign(
    [algorithm, date, scope.join('/'), sha256(canonical)].join('\n'),
    keys,
    scope,
  );
  return sameSignature(expected, given.signature) ? undefined : refuse();
}

function parseAuthorization(header: string) {
  const [, accessKeyId = '', scope = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  return signature
    ? { accessKeyId, scope, signedHeaders: signedHeaders.split(';'), signature }
    : undefined;
}

/** @returns NaN for anything but `YYYYMMDDTHHMMSSZ` */
function parseAmzDate(date: string): number {
  return Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
}

function canonicalRequest(
  { method, url, headers }: SignedRequest,
  signedHeaders: readonly string[],
  bodyHash: string,
): string {
  const { path, query } = splitUrl(url);
  const lines = signedHeaders.map(
    (name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}`,
  );
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    `${lines.join('\n')}\n`,
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
}

/** Every service but S3 encodes the path, encoded as it is, once more, and resolves its dots. */
function canonicalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path
    .replace(/\/{2,}/g, '/')
    .split('/')
    .slice(1)) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(encode(part));
  }
  return `/${parts.join('/')}`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: everything but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sign(text: string, { secretAccessKey }: KeyPair, scope: readonly string[]): Buffer {
  const key = scope.reduce<Buffer>(
    (sum, part) => hmac(sum, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  return hmac(key, text);
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

function sameSignature(expected: Buffer, given: string): boolean {
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}
