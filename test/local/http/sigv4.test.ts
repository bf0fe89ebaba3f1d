import aws4 from 'aws4';
import { checkSignature, type SignedRequest } from '../../../local/http/sigv4';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-key' };

interface Ask {
  method?: string;
  path?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** Signs with npm's aws4, an implementation of its own. */
function signed(
  { method = 'GET', path = '/audits', body = '', headers = {} }: Ask = {},
  by = keys,
) {
  const request = aws4.sign(
    {
      host: '127.0.0.1:3000',
      service: 'execute-api',
      region: 'us-east-1',
      method,
      path,
      headers,
      ...(body && { body }),
    },
    by,
  );
  const lower = Object.entries(request.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    method,
    url: request.path ?? path,
    headers: Object.fromEntries(lower),
    body: Buffer.from(body),
  } satisfies SignedRequest;
}

const check = (request: SignedRequest, now = Date.now()) => checkSignature(request, keys, now);

test.each<[string, Ask]>([
  ['a plain request', {}],
  ['a body', { method: 'POST', body: '{"callIds":["7782342274025937895"]}' }],
  ['a query', { path: '/changes?since=2026-01-01T00%3A00%3A00Z&cursor=a%2Bb%20c%2F%3D' }],
  ['a query without values, out of order', { path: '/audits?z=&a=2&a=1&B=0' }],
  ['characters that are encoded twice', { path: '/calls/a%20b%2Fc%C3%A9/access' }],
  ["marks that encodeURIComponent leaves: !'()*", { path: "/audits?x=!'()*~" }],
  ['dots in the path', { path: '/audits/../calls/./x' }],
  ['a header of its own', { headers: { 'Idempotency-Key': '  many   spaces ' } }],
])('accepts %s', (_, ask) => {
  expect(check(signed(ask))).toBeUndefined();
});

test('asks for a signature', () => {
  const { headers, ...rest } = signed();
  const { authorization: _, ...unsigned } = headers;
  expect(check({ ...rest, headers: unsigned })).toEqual({ type: 'MISSING_AUTHENTICATION_TOKEN' });
});

test.each<[string, (request: SignedRequest) => SignedRequest]>([
  ['another path', (request) => ({ ...request, url: '/audits/1' })],
  ['another query', (request) => ({ ...request, url: '/audits?x=1' })],
  ['another method', (request) => ({ ...request, method: 'DELETE' })],
  ['another body', (request) => ({ ...request, body: Buffer.from('{}') })],
  ['another signed header', (request) => withHeader(request, 'host', 'elsewhere')],
  ['another time', (request) => withHeader(request, 'x-amz-date', '20261124T000000Z')],
  [
    'a body hash that is not the body',
    (request) => withHeader(request, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'),
  ],
  [
    'a header that makes no sense',
    (request) => withHeader(request, 'authorization', 'AWS4-HMAC-SHA256 x'),
  ],
  ['another algorithm', (request) => withHeader(request, 'authorization', 'Basic YTpi')],
])('refuses %s', (_, change) => {
  expect(check(change(signed()))).toMatchObject({ type: 'INVALID_SIGNATURE' });
});

test('refuses another key, another secret, another service', () => {
  const secret = { ...keys, secretAccessKey: 'another' };
  const key = { ...keys, accessKeyId: 'AKIDOTHER' };
  const scope = withHeader(
    signed(),
    'authorization',
    String(signed().headers.authorization).replace('execute-api', 's3'),
  );
  for (const request of [signed({}, secret), signed({}, key), scope]) {
    expect(check(request)).toMatchObject({ type: 'INVALID_SIGNATURE' });
  }
});

test('allows clocks to differ by five minutes, both ways', () => {
  const request = signed();
  const now = Date.now();
  for (const minutes of [-4.9, 4.9]) expect(check(request, now + minutes * 60_000)).toBeUndefined();
  for (const minutes of [-5.1, 5.1]) {
    expect(check(request, now + minutes * 60_000)).toMatchObject({ message: 'Signature expired.' });
  }
});

function withHeader(request: SignedRequest, name: string, value: string): SignedRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}
