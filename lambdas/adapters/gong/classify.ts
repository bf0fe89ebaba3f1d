import { callsInPage } from '../../domain/call-page';
import { GongAnswerInvalid } from '../../domain/errors';
import { usersByCall } from '../../domain/gong-answer';
import { retryAfterMs } from '../../domain/pace-retry-after';
import type { HttpAnswer, HttpFailure } from './open-request';
import {
  isCallsNotFound,
  isCursorExpired,
  isNoCalls,
  missingScope,
  readRefusal,
  takesCalls,
} from './refusal';

/** What Gong told; anything else is a failure. */
export interface Told {
  readonly kind: string;
  readonly requestId: string;
  readonly body: string;
}

export type AccessTold =
  | (Told & { readonly kind: 'answered' | 'calls-not-found' })
  /** `takes`: how many calls Gong takes, if it said so. */
  | (Told & { readonly kind: 'too-many-calls'; readonly takes?: number });

export type ListingTold = Told & { readonly kind: 'answered' | 'no-calls' | 'cursor-expired' };

export type Failure =
  | { readonly kind: 'rate-limited'; readonly retryAfterMs?: number }
  | {
      readonly kind: 'rejected';
      readonly status: 401 | 403;
      readonly missingScope?: string;
    }
  | { readonly kind: 'refused'; readonly status: number; readonly requestId: string }
  | { readonly kind: 'invalid'; readonly reason: GongAnswerInvalid['reason'] }
  | {
      readonly kind: 'unavailable';
      readonly reason: string;
      readonly requestId?: string;
      readonly retryAfterMs?: number;
    };

/** Statuses besides 5xx that another attempt may cure. */
const passing = [408, 425];

/**
 * @param asked number of calls in the request
 * @param now milliseconds since 1970
 */
export function classifyAccess(
  answer: HttpAnswer | HttpFailure,
  asked: number,
  now: number,
): AccessTold | Failure {
  if (typeof answer === 'string') return failureOf(answer, now);
  if (isSuccess(answer)) return success(answer, usersByCall);
  const failure = failureOf(answer, now);
  if (failure.kind !== 'refused') return failure;
  const refusal = readRefusal(answer);
  const { requestId, body } = refusal;
  if (isCallsNotFound(answer.status, refusal)) return { kind: 'calls-not-found', requestId, body };
  const takes = takesCalls(answer.status, refusal, asked);
  return takes ? { kind: 'too-many-calls', requestId, body, ...takes } : failure;
}

/**
 * @param hasCursor whether the request went on from an earlier page
 * @param now milliseconds since 1970
 */
export function classifyListing(
  answer: HttpAnswer | HttpFailure,
  hasCursor: boolean,
  now: number,
): ListingTold | Failure {
  if (typeof answer === 'string') return failureOf(answer, now);
  if (isSuccess(answer)) return success(answer, callsInPage);
  const failure = failureOf(answer, now);
  if (failure.kind !== 'refused') return failure;
  const refusal = readRefusal(answer);
  const { requestId, body } = refusal;
  if (isNoCalls(answer.status, refusal)) return { kind: 'no-calls', requestId, body };
  const isExpired = hasCursor && isCursorExpired(answer.status, refusal);
  return isExpired ? { kind: 'cursor-expired', requestId, body } : failure;
}

const isSuccess = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

/** What does not depend on the endpoint. */
function failureOf(answer: HttpAnswer | HttpFailure, now: number): Failure {
  if (answer === 'too-large') return { kind: 'invalid', reason: 'too-large' };
  if (typeof answer === 'string') return { kind: 'unavailable', reason: answer };
  const { status, headers } = answer;
  const wait = retryAfterMs(headers['retry-after'], now);
  const retryAfter = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) return { kind: 'rate-limited', ...retryAfter };
  const refusal = readRefusal(answer);
  const { requestId } = refusal;
  if (status >= 500 || passing.includes(status)) {
    return { kind: 'unavailable', reason: `status-${status}`, requestId, ...retryAfter };
  }
  if (status === 401 || status === 403) {
    const scope = missingScope(refusal);
    return { kind: 'rejected', status, ...(scope !== undefined && { missingScope: scope }) };
  }
  return { kind: 'refused', status, requestId };
}

/** Text first, then strictly: what is not a whole answer must never be read as "no access". */
function success(
  answer: HttpAnswer,
  check: (body: string) => unknown,
): (Told & { readonly kind: 'answered' }) | Failure {
  if (answer.status !== 200) return { kind: 'invalid', reason: 'schema' };
  if (answer.body.length === 0) return { kind: 'invalid', reason: 'empty' };
  if (!isPlainJson(answer)) return { kind: 'invalid', reason: 'content-type' };
  try {
    const body = new TextDecoder('utf-8', { fatal: true }).decode(answer.body);
    check(body);
    return { kind: 'answered', requestId: readRefusal(answer).requestId, body };
  } catch (error) {
    return { kind: 'invalid', reason: error instanceof GongAnswerInvalid ? error.reason : 'json' };
  }
}

const isPlainJson = ({ headers }: HttpAnswer): boolean =>
  /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers['content-type'] ?? '') &&
  (headers['content-encoding'] ?? 'identity') === 'identity';
