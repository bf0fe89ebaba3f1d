import { GongAnswerInvalid } from '../../domain/errors';
import { usersByCall } from '../../domain/gong-answer';
import { retryAfterMs } from '../../domain/pace-retry-after';
import type { HttpAnswer, HttpFailure } from './open-request';
import { isCallsNotFound, missingScope, readRefusal, takesCalls } from './refusal';

/** What an attempt came to. */
export type Outcome =
  | {
      readonly kind: 'answered' | 'calls-not-found';
      readonly requestId: string;
      readonly body: string;
    }
  | {
      readonly kind: 'too-many-calls';
      readonly requestId: string;
      readonly body: string;
      /** How many calls Gong takes, if it said so. */
      readonly takes?: number;
    }
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
export function classify(answer: HttpAnswer | HttpFailure, asked: number, now: number): Outcome {
  if (answer === 'too-large') return { kind: 'invalid', reason: 'too-large' };
  if (typeof answer === 'string') return { kind: 'unavailable', reason: answer };
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return success(answer);
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
  if (isCallsNotFound(status, refusal)) {
    return { kind: 'calls-not-found', requestId, body: refusal.body };
  }
  const takes = takesCalls(status, refusal, asked);
  if (takes) return { kind: 'too-many-calls', requestId, body: refusal.body, ...takes };
  return { kind: 'refused', status, requestId };
}

/** Text first, then strictly: what is not a whole answer must never be read as "no access". */
function success(answer: HttpAnswer): Outcome {
  if (answer.status !== 200) return { kind: 'invalid', reason: 'schema' };
  if (answer.body.length === 0) return { kind: 'invalid', reason: 'empty' };
  if (!isPlainJson(answer)) return { kind: 'invalid', reason: 'content-type' };
  try {
    const body = new TextDecoder('utf-8', { fatal: true }).decode(answer.body);
    usersByCall(body);
    return { kind: 'answered', requestId: readRefusal(answer).requestId, body };
  } catch (error) {
    return { kind: 'invalid', reason: error instanceof GongAnswerInvalid ? error.reason : 'json' };
  }
}

const isPlainJson = ({ headers }: HttpAnswer): boolean =>
  /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(headers['content-type'] ?? '') &&
  (headers['content-encoding'] ?? 'identity') === 'identity';
