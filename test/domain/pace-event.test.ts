import { credentialsRejectedEvent } from '../../lambdas/domain/pace-event';

const opened = { openedAt: 1_790_000_000_000, openUntil: 1_790_000_300_000 };

test.each([
  [{ status: 401 as const }, /API key/],
  [{ status: 403 as const }, /trusted IPs/],
  [
    { status: 401 as const, missingScope: 'api:call-user-access:read' },
    /api:call-user-access:read/,
  ],
])('%j says what to check', (rejection, advice) => {
  const event = credentialsRejectedEvent({ ...rejection, ...opened });
  expect(event).toMatchObject({ detailType: 'Gong Credentials Rejected', detail: rejection });
  expect(event.detail).toMatchObject({ advice: expect.stringMatching(advice), schemaVersion: 1 });
});

test('has the same ID however often it is told of one opening', () => {
  const ids = [401, 401].map(
    (status) => credentialsRejectedEvent({ ...opened, status: status as 401 }).detail.eventId,
  );
  expect(new Set(ids).size).toBe(1);
});
