import { matchRoute } from '../../../local/http/match-route';
import type { RouteModel } from '../../../local/model';

const route = (method: string, path: string): RouteModel => ({
  method,
  path,
  resourceId: path,
  authorization: 'AWS_IAM',
  functionArn: `${method} ${path}`,
  timeout: 29_000,
});

const routes = [
  route('GET', '/'),
  route('GET', '/audits/{auditId}'),
  route('POST', '/audits'),
  route('GET', '/audits/latest'),
  route('ANY', '/audits/{auditId}/cancel'),
  route('GET', '/calls/{callId}/access'),
  route('GET', '/files/{path+}'),
  route('ANY', '/any'),
  route('GET', '/any'),
];

test.each([
  ['GET', '/', 'GET /', {}],
  ['POST', '/audits', 'POST /audits', {}],
  ['POST', '/audits/', 'POST /audits', {}],
  ['GET', '/audits/01234', 'GET /audits/{auditId}', { auditId: '01234' }],
  ['GET', '/audits/latest', 'GET /audits/latest', {}],
  ['POST', '/audits/1/cancel', 'ANY /audits/{auditId}/cancel', { auditId: '1' }],
  ['GET', '/calls/a%2Fb%20c/access', 'GET /calls/{callId}/access', { callId: 'a/b c' }],
  ['GET', '/files/a/b/c', 'GET /files/{path+}', { path: 'a/b/c' }],
  ['GET', '/any', 'GET /any', {}],
  ['PUT', '/any', 'ANY /any', {}],
])('%s %s', (method, path, expected, pathParameters) => {
  const match = matchRoute(routes, method, path);
  expect(match?.route.functionArn).toBe(expected);
  expect(match?.pathParameters).toEqual(pathParameters);
});

test.each([
  ['DELETE', '/audits'],
  ['GET', '/audit'],
  ['GET', '/audits/1/2'],
  ['GET', '/calls//access'],
  ['GET', '/files'],
  ['POST', '/audits/latest'],
])('%s %s has no route', (method, path) => {
  expect(matchRoute(routes, method, path)).toBeUndefined();
});

test('a path that is not well encoded is refused', () => {
  expect(() => matchRoute(routes, 'GET', '/audits/%zz')).toThrow(URIError);
});
