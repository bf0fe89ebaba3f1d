import * as v from 'valibot';
import { noBody, noHeaders, nothing } from '../../lambdas/api/fields';
import { describeRoute } from '../../lambdas/api/route';
import { bind, type HttpRequest, httpHandler } from '../../lambdas/runtime/http';
import type { HttpAnswer } from '../../lambdas/runtime/http-answer';
import { callerArn, gatewayRequestId, lambdaContext, proxyEvent } from '../support/lambda-events';
import { recordingTools } from '../support/recording-tools';

const route = describeRoute({
  method: 'GET',
  path: '/things/{thing}',
  operationId: 'getThing',
  summary: 'A thing',
  request: {
    body: noBody,
    path: v.strictObject({ thing: v.string() }),
    query: nothing,
    headers: v.object({ 'x-one': v.optional(v.string()) }),
  },
  answers: {},
});
const asked = { resource: '/things/{thing}', path: { thing: 'a' } };

const handlerOf = (handle: (request: HttpRequest<typeof route>) => Promise<HttpAnswer>) =>
  httpHandler([bind(route, handle)], recordingTools());

test('a route gets the checked request, who signed it, and a deadline before the function ends', async () => {
  const seen: HttpRequest<typeof route>[] = [];
  const handler = handlerOf(async (request) => {
    seen.push(request);
    return { status: 204 };
  });
  const event = proxyEvent({ ...asked, headers: { 'X-ONE': '1', 'X-Two': '2' } });
  const answer = await handler(event, lambdaContext(28_000));
  expect(answer).toMatchObject({ statusCode: 204, body: '' });
  expect(seen[0]).toMatchObject({
    path: { thing: 'a' },
    headers: { 'x-one': '1' },
    requestId: gatewayRequestId,
    caller: callerArn,
  });
  const left = (seen[0]?.deadline ?? 0) - recordingTools().clock();
  expect(left).toBeGreaterThan(20_000);
  expect(left).toBeLessThan(26_000);
});

test('nobody who signed is unknown, not somebody', async () => {
  const event = proxyEvent(asked);
  event.requestContext.identity.userArn = null;
  const callers: string[] = [];
  await handlerOf(async ({ caller }) => {
    callers.push(caller);
    return { status: 204 };
  })(event, lambdaContext());
  expect(callers).toEqual(['unknown']);
});

test.each([
  ['6 MB', '€'.repeat(2_000_001)],
  ['6 MB once its quotes are escaped', new Array(1_300_000).fill('')],
])('an answer over %s is a 500 of ours, not the gateway’s 502', async (_, body) => {
  const handler = handlerOf(async () => ({ status: 200, body }));
  const answer = await handler(proxyEvent(asked), lambdaContext());
  expect(answer.statusCode).toBe(500);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'answer-too-large' });
});

test('an answer of 4 MB goes out', async () => {
  const handler = handlerOf(async () => ({ status: 200, body: '€'.repeat(1_300_000) }));
  expect((await handler(proxyEvent(asked), lambdaContext())).statusCode).toBe(200);
});

test('what does not ask Gong and is late says nothing of Gong', async () => {
  const handler = handlerOf(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300).unref());
    return { status: 204 };
  });
  const answer = await handler(proxyEvent(asked), lambdaContext(600));
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
  expect(JSON.parse(answer.body)).toMatchObject({
    ...{ code: 'deadline', errors: ['The answer was not ready in time'] },
  });
});

test('an event that is no request is answered, not thrown', async () => {
  const handler = handlerOf(async () => ({ status: 204 }));
  const answer = await handler({} as ReturnType<typeof proxyEvent>, lambdaContext());
  expect(answer.statusCode).toBe(404);
});

test('a POST to a route without a body may have none, or an empty object', async () => {
  const post = describeRoute({
    ...route,
    method: 'POST',
    request: { body: noBody, path: nothing, query: nothing, headers: noHeaders },
  });
  const handler = httpHandler([bind(post, async () => ({ status: 204 }))], recordingTools());
  const statusOf = async (body?: unknown) =>
    (await handler(proxyEvent({ method: 'POST', resource: route.path, body }), lambdaContext()))
      .statusCode;
  expect([await statusOf(), await statusOf({})]).toEqual([204, 204]);
  for (const body of ['[]', 'null', '"x"', '{"a":1}']) expect(await statusOf(body)).toBe(400);
});
