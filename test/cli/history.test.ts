import { gongAccess } from './support/run';
import { startApi } from './support/scripted-api';

const seen = (observedAt: string) => ({
  ...{ outcome: 'granted', users: [{ userId: '7' }], observedAt, lastObservedAt: observedAt },
  ...{ auditId: 'a', requestId: 'r' },
});
const first = '2026-01-31T09:30:00.000Z';
const second = '2026-02-28T09:30:00.000Z';
const grant = { userId: '7', firstObservedAt: first, lastObservedAt: second };
const pages = [
  { callId: '42', versions: [seen(first)], grants: [], coverage: 'c', cursor: 'next' },
  { callId: '42', versions: [seen(second)], grants: [grant], coverage: 'c' },
];

test('a history that comes in pages is shown as one', async () => {
  const api = await startApi(({ query }) => ({ body: pages[query.has('cursor') ? 1 : 0] }));
  const { code, out } = await gongAccess(['history', '42', '--json'], { url: api.endpoint });
  await api.stop();
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    ...{ callId: '42', coverage: 'c', grants: [grant] },
    versions: [seen(first), seen(second)],
  });
});
