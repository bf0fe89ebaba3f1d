import { routes } from '../../lambdas/api/routes';
import { routes as gatewayRoutes, webhookRoute } from '../../lib/constructs/routes';

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

test('the gateway has the routes of the document, and no others', () => {
  expect([...gatewayRoutes, webhookRoute].map(nameOf).sort()).toEqual(routes.map(nameOf).sort());
});

test('no route is described twice', () => {
  expect(new Set(routes.map(nameOf)).size).toBe(routes.length);
});
