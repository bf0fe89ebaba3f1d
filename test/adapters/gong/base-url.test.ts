import { gongOrigin } from '../../../lambdas/adapters/gong/base-url';

test.each([
  'https://api.gong.io',
  'https://api.gong.io/',
  'https://us-55616.api.gong.io',
  'https://api.gong.io:443',
])('%s is Gong', (text) => {
  expect(gongOrigin(text, 'gong')?.protocol).toBe('https:');
});

test.each([
  '',
  'api.gong.io',
  'http://api.gong.io',
  'https://gong.io',
  'https://api.gong.io.example.com',
  'https://example.com/api.gong.io',
  'https://evilapi.gong.io',
  'https://a.b.api.gong.io',
  'https://user:password@api.gong.io',
  'https://api.gong.io@example.com',
  'https://api.gong.io:8443',
  'https://api.gong.io/v2',
  'https://api.gong.io/?a=b',
  'https://api.gong.io/#a',
  'ftp://api.gong.io',
  'http://127.0.0.1:8080',
  'https://аpi.gong.io',
])('%p is not', (text) => {
  expect(gongOrigin(text, 'gong')).toBeUndefined();
});

test.each([
  'http://127.0.0.1:8080',
  'http://localhost:1',
  'http://[::1]:80',
  'https://api.gong.io',
])('%s is allowed on the local stage', (text) => {
  expect(gongOrigin(text, 'loopback')).toBeDefined();
});

test.each([
  'http://127.0.0.2',
  'http://10.0.0.1',
  'http://127.0.0.1.example.com',
  'http://a@127.0.0.1',
  'http://127.0.0.1/x',
])('%s is not even there', (text) => {
  expect(gongOrigin(text, 'loopback')).toBeUndefined();
});
