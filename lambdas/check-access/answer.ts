import { byAudit } from '../api/limits';
import type { Check } from '../domain/check-access';
import { GongUnavailable } from '../domain/errors';
import { coverage, type Failure, type Observation } from '../domain/observation';
import type { HttpAnswer } from '../runtime/http-answer';
import { HttpError } from '../runtime/http-error';

type Outcome = Observation | Failure;

/**
 * Gong's answer to the check, with ours beside it. Unless the caller is lenient, a call that Gong does not know makes
 * it Gong's own 400, and a call that could not be observed makes it no answer at all: to leave it out would read as
 * "no access".
 * @throws GongUnavailable
 */
export function answerOf(check: Check, asked: { calls: number; lenient: boolean }): HttpAnswer {
  const { outcomes } = check;
  if (!asked.lenient) {
    const failed = outcomes.find(({ outcome }) => outcome === 'failed');
    if (failed?.outcome === 'failed') throw new GongUnavailable(failed.reason, check.requestId);
    if (outcomes.some(({ outcome }) => outcome === 'not-found')) return someNotFound(check);
  }
  return found(check, asked.calls);
}

function found(check: Check, calls: number): HttpAnswer {
  const others = check.outcomes.filter((one) => !isListed(one));
  return {
    status: 200,
    headers: check.ageSeconds === undefined ? {} : { age: String(check.ageSeconds) },
    body: {
      requestId: check.requestId,
      callAccessList: check.outcomes.filter(isListed).map(({ callId, users }) => ({
        callId,
        users: users.map((userId) => ({ userId })),
      })),
      coverage,
      observedAt: new Date(check.observedAt).toISOString(),
      duplicates: calls - check.outcomes.length,
      ...(others.length > 0 ? { outcomes: others.map(outcomeOf) } : {}),
    },
    ifTooLarge: new HttpError(
      413,
      'answer-too-large',
      `the answer does not fit 6 MB: name fewer calls in filter.callIds; ${byAudit}`,
      'filter.callIds',
    ),
  };
}

function someNotFound(check: Check): HttpAnswer {
  return {
    status: 400,
    body: {
      requestId: check.requestId,
      errors: ['Some calls not found'],
      code: 'calls-not-found',
      coverage,
      outcomes: check.outcomes.map(outcomeOf),
    },
  };
}

const isListed = (one: Outcome): one is Observation =>
  one.outcome === 'granted' || one.outcome === 'none';

const outcomeOf = (one: Outcome) => ({
  callId: one.callId,
  outcome: one.outcome,
  ...(one.outcome === 'failed' ? { reason: one.reason } : {}),
});
