import type { Http, Reply } from '../faults/stage/http';

/** Stands where input is: no answer may repeat it. */
export const marker = 'xMARKERx';

export interface HttpCase {
  /** In the catalogue of bad input. */
  readonly row: number;
  readonly name: string;
  readonly send: (http: Http) => Promise<Reply>;
  readonly status: number;
  readonly code?: string;
  readonly field?: string;
}

const check = '/v2/calls/users-access';
const asText = (text: string | Buffer) => (http: Http) => http.post(check, text);
const asJson = (body: unknown) => asText(JSON.stringify(body));
const withHeaders = (headers: Record<string, string>) => (http: Http) =>
  http.post(check, { filter: { callIds: ['1'] } }, { headers });
const calls = (callIds: unknown) => asJson({ filter: { callIds } });
const first = 'filter.callIds[0]';

const invalidJson = { status: 400, code: 'invalid-json', field: 'body' };
const invalidBody = { status: 400, code: 'invalid-input', field: 'body' };
const invalidId = { status: 400, code: 'invalid-input', field: first };
const invalidList = { status: 400, code: 'invalid-input', field: 'filter.callIds' };

const numbered = (count: number) => Array.from({ length: count }, (_, n) => String(n));

const idCases = [
  ' 1',
  '+1',
  '1e3',
  '0x1',
  '1\n',
  '1\nx',
  '١٢',
  '１２',
  '',
  '-1',
  '1.0',
  '1'.repeat(21),
  `../${marker}`,
  'https://example.com/1',
  `1' OR '1'='1`,
  ['$', '{jndi:ldap://x}'].join(''),
];

export const httpCases: HttpCase[] = [
  ...['', 'null', '[]', '"x"', '1', 'true'].map((text) => ({
    row: 3,
    name: `the body ${text || 'absent'}`,
    send: asText(text),
    ...invalidBody,
  })),
  ...Object.entries({
    'cut off': '{"filter":{"callIds":["1"]',
    'with a byte order mark': '\ufeff{"filter":{"callIds":["1"]}}',
    'with NUL': '{"filter":{"callIds":["1\\u0000"]}}',
    'with a lone surrogate': '{"filter":{"callIds":["\\ud800"]}}',
    'with a comment': '{/**/"filter":{"callIds":["1"]}}',
    'nested deeply': `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    'with NaN': '{"filter":NaN}',
  }).map(([name, text]) => ({ row: 4, name: `JSON ${name}`, send: asText(text), ...invalidJson })),
  {
    row: 4,
    name: 'bytes that are not UTF-8',
    send: asText(Buffer.from('7b2266696c746572223a7b2263616c6c496473223a5b22ff225d7d7d', 'hex')),
    ...invalidId,
  },
  ...['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'json'].map((type) => ({
    row: 5,
    name: `the content type ${type}`,
    send: withHeaders({ 'content-type': type }),
    status: 415,
    code: 'unsupported-media-type',
  })),
  {
    row: 7,
    name: 'a body over 5 MB',
    send: asText(`{"filter":{"callIds":["${'1'.repeat(5_300_000)}"]}}`),
    status: 413,
    code: 'body-too-large',
    field: 'body',
  },
  ...[`{"__proto__":{"${marker}":1}}`, '{"constructor":{}}', `{"${marker}":1}`].map((text) => ({
    row: 9,
    name: `the unknown key ${text.slice(0, 16)}`,
    send: asText(`{"filter":{"callIds":["1"]},${text.slice(1)}`),
    ...invalidBody,
  })),
  {
    row: 10,
    name: 'the same key twice',
    send: asText('{"filter":{"callIds":["1"]},"filter":{"callIds":["2"]}}'),
    ...invalidJson,
  },
  ...[undefined, null, '1', { 0: '1' }, []].map((list) => ({
    row: 11,
    name: `callIds: ${JSON.stringify(list)}`,
    send: calls(list),
    ...invalidList,
  })),
  {
    row: 12,
    name: 'an ID as a number',
    send: asText('{"filter":{"callIds":[7782342274025937895]}}'),
    ...invalidId,
  },
  ...idCases.map((id) => ({
    row: 13,
    name: `the ID ${JSON.stringify(id)}`,
    send: calls([id]),
    ...invalidId,
  })),
  {
    row: 18,
    name: '301 calls at once',
    send: calls(numbered(301)),
    status: 413,
    code: 'too-many-calls',
    field: 'filter.callIds',
  },
  {
    row: 18,
    name: 'an audit of 200,001 calls',
    send: (http: Http) => http.post('/audits', { callIds: numbered(200_001) }),
    status: 413,
    code: 'too-many-calls',
    field: 'callIds',
  },
  ...['/nothing', '/audits/1/nothing', '/%00', '/v2/calls/users-access/x'].map((path) => ({
    row: 19,
    name: `the route ${path}`,
    send: (http: Http) => http.get(path),
    status: 403,
    code: 'not-signed',
  })),
  ...['DELETE', 'PUT', 'PATCH'].map((method) => ({
    row: 19,
    name: `the method ${method}`,
    send: (http: Http) => http.send(method, '/audits', '{}', {}),
    status: 403,
    code: 'not-signed',
  })),
  ...['..%2F..%2Fx', '%00', '1%2F2', `${marker}`, '1'.repeat(21)].map((id) => ({
    row: 19,
    name: `the call ${id} in the path`,
    send: (http: Http) => http.get(`/calls/${id}/access`),
    status: 400,
    code: 'invalid-input',
    field: 'callId',
  })),
  ...['', 'x'.repeat(256), `tab\t${marker}`, 'ü'].map((key) => ({
    row: 22,
    name: `the Idempotency-Key ${JSON.stringify(key.slice(0, 12))}`,
    send: (http: Http) =>
      http.post('/audits', { callIds: ['1'] }, { headers: { 'idempotency-key': key } }),
    status: 400,
    code: 'invalid-input',
    field: 'idempotency-key',
  })),
  ...[`a\r\n{"level":"INFO"}`, `\u001b[31m${marker}`, `\u2028${marker}`].map((label) => ({
    row: 26,
    name: `the label ${JSON.stringify(label)}`,
    send: (http: Http) => http.post('/audits', { callIds: ['1'], label }),
    status: 400,
    code: 'invalid-input',
    field: 'label',
  })),
  ...['baseUrl', 'host', 'gongUrl'].map((key) => ({
    row: 23,
    name: `${key} in the body`,
    send: asJson({ filter: { callIds: ['1'] }, [key]: `https://${marker}.example.com` }),
    ...invalidBody,
  })),
  ...[
    { fromDateTime: '2026-02-30T00:00:00Z', toDateTime: '2026-03-01T00:00:00Z' },
    { fromDateTime: marker, toDateTime: '2026-03-01T00:00:00Z' },
    { fromDateTime: '2026-03-01', toDateTime: '2026-03-02' },
  ].map((range) => ({
    row: 48,
    name: `the moment ${range.fromDateTime}`,
    send: (http: Http) => http.post('/audits', { calls: range }),
    status: 400,
    code: 'invalid-input',
    field: 'calls.fromDateTime',
  })),
];
