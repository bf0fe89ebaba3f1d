import { routes } from '../../lambdas/api/routes';
import { routes as gatewayRoutes } from '../../lib/constructs/routes';

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

test('the gateway has every route of the document', () => {
  expect(gatewayRoutes.map(nameOf)).toEqual(expect.arrayContaining(routes.map(nameOf)));
});

test('no route is described twice', () => {
  expect(new Set(routes.map(nameOf)).size).toBe(routes.length);
});
