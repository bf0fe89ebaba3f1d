import * as v from 'valibot';
import { openApi } from '../../lambdas/api/openapi';
import type { Route } from '../../lambdas/api/route';
import { routes } from '../../lambdas/api/routes';
import { get, post } from './api';
import { audit, startAudit } from './audits';

/** What the document leaves to the caller: the values that lead to something on any stage. */
const wanted: Readonly<Record<string, string>> = {
  compareAudits: '?with={auditId}',
  getChanges: '?since=2026-01-01T00:00:00Z',
};

/** Gong signs its own; an audit that has ended is controlled no more. */
const apart = ['receiveGongWebhook', 'cancelAudit', 'pauseAudit', 'resumeAudit'];

const callId = '7782342274025937895';
let auditId: string;

beforeAll(async () => {
  await post('/v2/calls/users-access', { filter: { callIds: [callId] } });
  auditId = (await startAudit([callId])).body.auditId;
  await audit(auditId);
}, 60_000);

const pathOf = ({ path, operationId }: Route) =>
  (path + (wanted[operationId] ?? ''))
    .replaceAll('{auditId}', auditId)
    .replace('{callId}', callId)
    .replace('{userId}', '234599484848423');

test('the stage serves the document that the sources make', async () => {
  const { status, body } = await get('/openapi.json');
  expect(status).toBe(200);
  expect(body).toEqual(JSON.parse(JSON.stringify(openApi())));
});

const asked = routes.filter(({ operationId }) => !apart.includes(operationId));

test.each(asked.map((route) => [route.operationId, route] as const))(
  '%s takes its example and answers as the document says',
  async (_, route) => {
    const path = pathOf(route);
    const { status, body } =
      route.method === 'GET' ? await get(path) : await post(path, route.example);
    expect(Object.keys(route.answers).map(Number)).toContain(status);
    expect(status).toBeLessThan(300);
    const answer = route.answers[status];
    expect(v.safeParse(answer?.schema ?? v.never(), body).issues).toBeUndefined();
  },
);
