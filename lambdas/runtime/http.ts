import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type * as v from 'valibot';
import type { Route } from '../api/route';
import { NoSlot } from '../domain/errors';
import { type HttpAnswer, toProxyResult } from './http-answer';
import { HttpError } from './http-error';
import { answerToError } from './http-errors';
import { logCodes } from './log-codes';
import { describeError } from './logger';
import { parseInput } from './parse-input';
import { readBody } from './request-body';
import type { Tools } from './tools';

/** A checked request. */
export interface HttpRequest<R extends Route = Route> {
  readonly body: v.InferOutput<R['request']['body']>;
  readonly path: v.InferOutput<R['request']['path']>;
  readonly query: v.InferOutput<R['request']['query']>;
  readonly headers: v.InferOutput<R['request']['headers']>;
  /** The gateway's ID of the request. */
  readonly requestId: string;
  /** The IAM principal that signed the request. */
  readonly caller: string;
  /** Milliseconds since 1970: an answer must be ready by then. */
  readonly deadline: number;
}

export interface BoundRoute {
  readonly route: Route;
  run(event: APIGatewayProxyEvent, at: RequestTimes): Promise<HttpAnswer>;
}

interface RequestTimes {
  readonly requestId: string;
  readonly deadline: number;
}

/** Kept free at the end of an invocation for writes and the answer, milliseconds. */
const reserve = 3_000;
/** Before this much is left, the answer goes out whatever the use case does: never the gateway's own 504. */
const lastMoment = 500;

/** Ties a route's description to what answers it. */
export function bind<R extends Route>(
  route: R,
  handle: (request: HttpRequest<R>) => Promise<HttpAnswer>,
): BoundRoute {
  const { path, query, headers, body } = route.request;
  return {
    route,
    run: async (event, at) =>
      handle({
        ...at,
        caller: event.requestContext?.identity?.userArn ?? 'unknown',
        path: parseInput(path, event.pathParameters ?? {}, 'path'),
        query: parseInput(query, event.queryStringParameters ?? {}, 'query'),
        headers: parseInput(headers, lowerCased(event), 'headers'),
        body: parseInput(body, readBody(event), 'body'),
      }),
  };
}

/** Of a function that asks Gong while its caller waits. */
interface AsksGong {
  /** What the caller may do instead, when Gong cannot be asked now. */
  readonly instead: string;
}

/** The handler of a function behind the gateway: picks the route, and answers every error in one shape. */
export function httpHandler(routes: readonly BoundRoute[], tools: Tools, asks?: AsksGong) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({
    timeoutEarlyInMillis: lastMoment,
    timeoutEarlyResponse: () => {
      throw asks ? new NoSlot('deadline') : late();
    },
  })
    .use(answersErrors(tools, asks))
    .handler(async (event, context) => {
      const started = tools.clock();
      const requestId = requestIdOf(event, context);
      const deadline = started + context.getRemainingTimeInMillis() - reserve;
      const answer = await routeOf(routes, event).run(event, { requestId, deadline });
      const result = toProxyResult(answer, requestId);
      const done = { requestId, route: nameOf(event) };
      const durationMs = tools.clock() - started;
      tools.log.info(logCodes.requestAnswered, { ...done, status: answer.status, durationMs });
      tools.meter.flush();
      return result;
    });
}

const late = () => new HttpError(503, 'deadline', 'The answer was not ready in time');

/** Last in the chain: nothing that a route throws reaches the gateway. */
const answersErrors = ({ log, meter, clock }: Tools, asks: AsksGong | undefined) => ({
  onError: (request: middy.Request<APIGatewayProxyEvent, APIGatewayProxyResult>) => {
    const requestId = requestIdOf(request.event, request.context);
    const answer = answerToError(request.error, {
      ...{ requestId, now: clock() },
      instead: asks?.instead,
    });
    const failed = { requestId, route: nameOf(request.event), status: answer.status };
    const fields = { ...failed, ...describeError(request.error) };
    log[answer.status < 500 ? 'info' : 'error'](logCodes.requestFailed, fields);
    meter.flush();
    request.response = toProxyResult(answer, requestId);
  },
});

/** @throws HttpError 404 for an unknown path, 405 for a known path with another method */
function routeOf(routes: readonly BoundRoute[], event: APIGatewayProxyEvent): BoundRoute {
  const here = routes.filter(({ route }) => route.path === event.resource);
  const found = here.find(({ route }) => route.method === event.httpMethod);
  if (found) return found;
  if (here.length === 0) throw new HttpError(404, 'route-not-found', 'There is no such path');
  throw new HttpError(405, 'method-not-allowed', 'The path does not take this method');
}

/** Of the route, not of the path: that has IDs in it. */
const nameOf = ({ httpMethod, resource }: APIGatewayProxyEvent) => `${httpMethod} ${resource}`;

const requestIdOf = (event: APIGatewayProxyEvent, context: Context) =>
  event.requestContext?.requestId ?? context.awsRequestId;

const lowerCased = (event: APIGatewayProxyEvent) =>
  Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
