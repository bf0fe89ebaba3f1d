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
/** Until audits have ended. */
const aboutAMinute = 60_000;

interface Asked {
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the caller may do instead of trying again. */
  readonly instead?: string | undefined;
}

/**
 * The one place that turns an error into an HTTP answer: Gong's shape `{requestId, errors: [text]}` with a stable
 * `code` and, for input, the `field`. Whatever it does not know becomes a 500 that says nothing.
 */
export function answerToError(error: unknown, at: Asked): HttpAnswer {
  const problem = problemOf(error, at);
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

function problemOf(error: unknown, at: Asked): Problem {
  if (error instanceof HttpError) {
    const { status, code, message: text, field } = error;
    return {
      status,
      code,
      text,
      field,
      ...(status === 503 ? { retryAt: at.now + usualWait } : {}),
    };
  }
  if (error instanceof domain.DomainError) return problemOfDomain(error, at);
  return { status: 500, code: 'internal', text: 'Failed due to an unexpected error' };
}

function problemOfDomain(error: domain.DomainError, at: Asked): Problem {
  const said = { code: error.code, text: error.message };
  if (error instanceof domain.InvalidInput) return { status: 400, ...said, field: error.field };
  if (error instanceof domain.TooManyCalls) return { status: 413, ...said, field: error.field };
  if (error instanceof domain.TooManyAudits) {
    return { status: 429, ...said, retryAt: at.now + aboutAMinute };
  }
  if (error instanceof domain.NotFound) return { status: 404, ...said };
  if (error instanceof domain.Conflict) return { status: error.status, ...said };
  if (error instanceof domain.NoSlot) return noSlot(error, at);
  if (error instanceof domain.GongUnavailable) {
    const text = orInstead(said.text, at);
    return { status: 503, code: said.code, text, retryAt: at.now + usualWait };
  }
  // Gong's own statuses, so that a client written for Gong reads them as it always did.
  if (error instanceof domain.GongCredentialsRejected) return { status: error.status, ...said };
  if (error instanceof domain.SecretInvalid) return { status: 500, ...said };
  return { status: 502, ...said };
}

function noSlot({ reason, message, code, retryAt }: domain.NoSlot, at: Asked): Problem {
  if (reason === 'day-spent') {
    const text = orInstead("Gong's requests for today are spent", at);
    return { status: 429, code, text, retryAt: retryAt ?? at.now + 3_600_000 };
  }
  return {
    status: 503,
    code,
    text: orInstead(message, at),
    retryAt: retryAt ?? at.now + usualWait,
  };
}

const orInstead = (text: string, { instead }: Asked) =>
  instead === undefined ? text : `${text}; ${instead}`;

const secondsUntil = (moment: number, now: number) =>
  String(Math.max(1, Math.ceil((moment - now) / 1_000)));
