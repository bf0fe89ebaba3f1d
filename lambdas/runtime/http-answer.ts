import type { APIGatewayProxyResult } from 'aws-lambda';
import { HttpError } from './http-error';

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Becomes JSON; absent for an answer without a body. */
  readonly body?: unknown;
}

/** Bytes of an answer's body: a function may return 6 MB in all. Pages are cut far below by the use cases. */
const maximum = 5_500_000;

/** @throws HttpError 500 for an answer over the maximum, which the gateway would turn into a 502. */
export function toProxyResult(answer: HttpAnswer, requestId: string): APIGatewayProxyResult {
  const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
  if (Buffer.byteLength(body) > maximum) {
    throw new HttpError(500, 'answer-too-large', 'The answer is too large to be returned');
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
