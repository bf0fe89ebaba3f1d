import { answerOf } from '../../lambdas/check-access/answer';
import { toProxyResult } from '../../lambdas/runtime/http-answer';
import { at, userIds } from '../support/samples';

/** A check of so many calls with 600 users each. */
function answerAbout(calls: number) {
  const outcomes = Array.from({ length: calls }, (_, n) => ({
    ...{ callId: `6${n}`, outcome: 'granted' as const, users: userIds(600) },
    ...{ observedAt: at(0), requestId: 'r' },
  }));
  const check = { checkId: 'check-1', outcomes, requestId: 'r', observedAt: at(0) };
  return answerOf(check, { calls, lenient: false });
}

test('an answer that does not fit 6 MB is refused, naming the field and /audits', () => {
  expect(() => toProxyResult(answerAbout(300), 'r')).toThrow(
    expect.objectContaining({
      ...{ status: 413, code: 'answer-too-large', field: 'filter.callIds' },
      message: expect.stringContaining('POST /audits takes up to 200,000 calls'),
    }),
  );
});

test('an answer that fits is Gong’s', () => {
  const { statusCode, body } = toProxyResult(answerAbout(250), 'r');
  expect(statusCode).toBe(200);
  expect(JSON.parse(body).callAccessList).toHaveLength(250);
});
