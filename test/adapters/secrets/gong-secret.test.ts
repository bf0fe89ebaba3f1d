import { parseGongSecret } from '../../../lambdas/adapters/secrets/gong-secret';

const parse = (secret: unknown, hosts: 'gong' | 'loopback' = 'gong') =>
  parseGongSecret(typeof secret === 'string' ? secret : JSON.stringify(secret), 'v1', hosts);
const good = {
  accessKey: 'KEY',
  accessKeySecret: 'se:cret',
  baseUrl: 'https://us-55616.api.gong.io',
};

test('a key and its secret make Basic credentials', () => {
  const credentials = parse(good);
  expect(credentials.authorization()).toBe(
    `Basic ${Buffer.from('KEY:se:cret').toString('base64')}`,
  );
  expect(credentials.origin.origin).toBe('https://us-55616.api.gong.io');
  expect(credentials.version).toBe('v1');
});

test('a token makes Bearer credentials', () => {
  expect(parse({ bearerToken: 'abc' }).authorization()).toBe('Bearer abc');
});

test('without a base URL it is Gong itself; a newline after the JSON and other fields do no harm', () => {
  const { baseUrl: _, ...rest } = good;
  expect(parse(`${JSON.stringify({ ...rest, note: 'mine' })}\n`).origin.origin).toBe(
    'https://api.gong.io',
  );
});

test.each<[string, unknown, string]>([
  ['no JSON', 'KEY:secret', 'SecretString'],
  ['a BOM', `\ufeff${JSON.stringify(good)}`, 'SecretString'],
  ['no object', '"text"', 'SecretString'],
  ['null', 'null', 'SecretString'],
  ['an empty object', {}, 'accessKey'],
  ['an empty key', { ...good, accessKey: '' }, 'accessKey'],
  ['a key with a colon', { ...good, accessKey: 'KEY:more' }, 'accessKey'],
  ['a key that is a number', { ...good, accessKey: 12 }, 'accessKey'],
  ['a newline in the secret', { ...good, accessKeySecret: 'secret\n' }, 'accessKeySecret'],
  ['a BOM in the secret', { ...good, accessKeySecret: '\ufeffsecret' }, 'accessKeySecret'],
  ['no secret', { accessKey: 'KEY' }, 'accessKeySecret'],
  ['a space in the token', { bearerToken: 'Bearer abc' }, 'bearerToken'],
  ['a foreign host', { ...good, baseUrl: 'https://api.gong.io.example.com' }, 'baseUrl'],
])('%s is refused by the name of the field, without its value', (_what, secret, field) => {
  const attempt = () => parse(secret);
  expect(attempt).toThrow(expect.objectContaining({ code: 'gong-secret-invalid' }));
  expect(attempt).toThrow(field);
  expect(attempt).not.toThrow(/KEY|secret\n|example/);
});
