import * as domain from '../../lambdas/domain/errors';
import { HttpError } from '../../lambdas/runtime/http-error';
import { answerToError } from '../../lambdas/runtime/http-errors';

const now = 1_000_000;
const answerTo = (error: unknown) => answerToError(error, { requestId: 'r-1', now });

const cases: [unknown, number, string][] = [
  [new domain.InvalidInput('callIds is missing', 'callIds'), 400, 'invalid-input'],
  [new domain.TooManyCalls('too many', 'callIds'), 413, 'too-many-calls'],
  [new domain.TooManyAudits(), 429, 'too-many-audits'],
  [new domain.NotFound('no such audit', 'audit-not-found'), 404, 'audit-not-found'],
  [new domain.Conflict('the audit has ended', 'audit-ended'), 409, 'audit-ended'],
  [new domain.Conflict('key reused', 'idempotency-key-reused', 422), 422, 'idempotency-key-reused'],
  [new domain.NoSlot('day-spent'), 429, 'gong-day-spent'],
  [new domain.NoSlot('deadline'), 503, 'gong-deadline'],
  [new domain.NoSlot('breaker-open'), 503, 'gong-breaker-open'],
  [new domain.NoSlot('paused'), 503, 'gong-paused'],
  [new domain.NoSlot('unavailable'), 503, 'gong-unavailable'],
  [new domain.GongUnavailable('timeout'), 503, 'gong-unavailable'],
  [new domain.GongCredentialsRejected(401), 401, 'gong-credentials-rejected'],
  [new domain.GongCredentialsRejected(403), 403, 'gong-credentials-rejected'],
  [new domain.GongRefused(404), 502, 'gong-refused'],
  [new domain.GongAnswerInvalid('schema'), 502, 'gong-answer-invalid'],
  [new domain.SecretInvalid('accessKey'), 500, 'gong-secret-invalid'],
  [new HttpError(415, 'unsupported-media-type', 'JSON only'), 415, 'unsupported-media-type'],
  [new HttpError(503, 'deadline', 'The answer was not ready in time'), 503, 'deadline'],
  [new Error('canary-3f9a'), 500, 'internal'],
  ['canary-3f9a', 500, 'internal'],
  [undefined, 500, 'internal'],
];

const named = cases.map(([error, status, code]) => [code, status, error] as const);

test.each(named)('%s is answered with %i', (code, status, error) => {
  const answer = answerTo(error);
  expect(answer).toMatchObject({ status, body: { requestId: 'r-1', code } });
  expect(JSON.stringify(answer)).not.toContain('canary');
});

test('the field goes into the answer, and only for input', () => {
  expect(answerTo(new domain.InvalidInput('x', 'filter.callIds[3]')).body).toMatchObject({
    field: 'filter.callIds[3]',
  });
  expect(answerTo(new domain.InvalidInput('x')).body).not.toHaveProperty('field');
});

test('Retry-After is in whole seconds, rounded up, at least 1', () => {
  const wait = (ms: number) =>
    answerTo(new domain.NoSlot('day-spent', now + ms)).headers?.['retry-after'];
  expect([wait(90_001), wait(1_000), wait(1), wait(-5_000)]).toEqual(['91', '1', '1', '1']);
});

test('what may be tried again says when, and what to do instead if there is such; other answers do neither', () => {
  const instead = 'POST /audits waits for you';
  for (const [error, status] of cases) {
    const again = status === 429 || status === 503;
    const answer = answerToError(error, { requestId: 'r-1', now, instead });
    expect(answer.headers?.['retry-after'] !== undefined).toBe(again);
    const isOfGong =
      again && !(error instanceof HttpError || error instanceof domain.TooManyAudits);
    expect(JSON.stringify(answer.body).includes(`; ${instead}`)).toBe(isOfGong);
    expect(JSON.stringify(answerTo(error).body)).not.toContain('/audits');
  }
});
