import type { APIGatewayProxyResult } from 'aws-lambda';
import { HttpError } from './http-error';

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Becomes JSON; absent for an answer without a body. */
  readonly body?: unknown;
  /** What to say instead of a body that does not fit. */
  readonly ifTooLarge?: HttpError;
}

/**
 * Bytes of an answer's body as it is returned: a string in JSON, in which each quote takes two. A function may return
 * 6 MB in all. Pages are cut far below by the use cases.
 */
const maximum = 6_000_000;

/** @throws HttpError for an answer over the maximum, which the gateway would turn into a 502; 500 unless it says else. */
export function toProxyResult(answer: HttpAnswer, requestId: string): APIGatewayProxyResult {
  const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
  if (isTooLarge(body)) {
    const plain = new HttpError(500, 'answer-too-large', 'The answer is too large to be returned');
    throw answer.ifTooLarge ?? plain;
  }
  return {
    statusCode: answer.status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...answer.headers,
    },
    body,
  };
}

/** JSON at most doubles what is JSON already: only large bodies are worth a look. */
const isTooLarge = (body: string) =>
  Buffer.byteLength(body) > maximum / 2 && Buffer.byteLength(JSON.stringify(body)) > maximum;
