import * as domain from '../domain/errors';
import type { HttpAnswer } from './http-answer';
import { HttpError } from './http-error';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly text: string;
  readonly field?: string | undefined;
  /** Milliseconds since 1970. */
  readonly retryAt?: number | undefined;
}

/** How long to wait when nobody knows better, milliseconds. */
const usualWait = 5_000;
const byAudit = 'POST /audits takes any number of calls and waits for you';

/**
 * The one place that turns an error into an HTTP answer: Gong's shape `{requestId, errors: [text]}` with a stable
 * `code` and, for input, the `field`. Whatever it does not know becomes a 500 that says nothing.
 */
export function answerToError(error: unknown, at: { requestId: string; now: number }): HttpAnswer {
  const problem = problemOf(error, at.now);
  return {
    status: problem.status,
    headers:
      problem.retryAt === undefined ? {} : { 'retry-after': secondsUntil(problem.retryAt, at.now) },
    body: {
      requestId: at.requestId,
      errors: [problem.text],
      code: problem.code,
      ...(problem.field === undefined ? {} : { field: problem.field }),
    },
  };
}

function problemOf(error: unknown, now: number): Problem {
  if (error instanceof HttpError) {
    return { status: error.status, code: error.code, text: error.message, field: error.field };
  }
  if (error instanceof domain.DomainError) return problemOfDomain(error, now);
  return { status: 500, code: 'internal', text: 'Failed due to an unexpected error' };
}

function problemOfDomain(error: domain.DomainError, now: number): Problem {
  const said = { code: error.code, text: error.message };
  if (error instanceof domain.InvalidInput) return { status: 400, ...said, field: error.field };
  if (error instanceof domain.TooManyCalls) return { status: 413, ...said, field: error.field };
  if (error instanceof domain.NotFound) return { status: 404, ...said };
  if (error instanceof domain.Conflict) return { status: error.status, ...said };
  if (error instanceof domain.NoSlot) return noSlot(error, now);
  if (error instanceof domain.GongUnavailable) {
    return { status: 503, code: said.code, text: unavailable(said.text), retryAt: now + usualWait };
  }
  // Gong's own statuses, so that a client written for Gong reads them as it always did.
  if (error instanceof domain.GongCredentialsRejected) return { status: error.status, ...said };
  if (error instanceof domain.SecretInvalid) return { status: 500, ...said };
  return { status: 502, ...said };
}

function noSlot(error: domain.NoSlot, now: number): Problem {
  if (error.reason === 'day-spent') {
    const text = `Gong's requests for today are spent; ${byAudit}`;
    return { status: 429, code: error.code, text, retryAt: error.retryAt ?? now + 3_600_000 };
  }
  const text = unavailable(error.message);
  return { status: 503, code: error.code, text, retryAt: error.retryAt ?? now + usualWait };
}

const unavailable = (text: string) => `${text}; ${byAudit}`;

const secondsUntil = (moment: number, now: number) =>
  String(Math.max(1, Math.ceil((moment - now) / 1_000)));
