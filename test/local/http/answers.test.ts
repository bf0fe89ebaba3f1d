import { checkAnswerTemplate, gatewayAnswer } from '../../../local/http/gateway-answer';
import { proxyAnswer } from '../../../local/http/proxy-answer';
import { failure } from '../../../local/lambda/invocation';

describe('what the gateway says by itself', () => {
  const gatewayResponses = {
    DEFAULT_4XX: {
      status: undefined,
      template: '{"code":"$context.error.responseType"}',
      headers: {},
    },
    REQUEST_TOO_LARGE: {
      status: 413,
      template: '{"requestId":"$context.requestId","errors":[$context.error.messageString]}',
      headers: { 'Retry-After': '1' },
    },
  };
  const api = { stage: 'v1', gatewayResponses };

  test('is filled in from the template', () => {
    const answer = gatewayAnswer(api, { type: 'REQUEST_TOO_LARGE', message: 'a "text"' }, 'id-1');
    expect(answer).toMatchObject({ status: 413, headers: { 'Retry-After': '1' } });
    expect(JSON.parse(String(answer.body))).toEqual({ requestId: 'id-1', errors: ['a "text"'] });
  });

  test("falls back to the family's answer with its own status, then to the gateway's default", () => {
    expect(gatewayAnswer(api, { type: 'INVALID_SIGNATURE' }, 'x')).toMatchObject({
      status: 403,
      body: '{"code":"INVALID_SIGNATURE"}',
    });
    expect(gatewayAnswer(api, { type: 'INTEGRATION_TIMEOUT' }, 'x')).toMatchObject({
      status: 504,
      body: '{"message":"Endpoint request timed out"}',
    });
  });

  test('refuses a template that it cannot fill in, by name', () => {
    checkAnswerTemplate('{"a":"$context.requestId"}', 'Response');
    for (const unknown of ['$input.body', '#set($x=1)', '$context.identity.userArn']) {
      expect(() => checkAnswerTemplate(`{"a":"${unknown}"}`, 'Response')).toThrow(
        unknown.slice(0, 5),
      );
    }
  });
});

describe("what the gateway makes of a function's answer", () => {
  const answered = (answer: unknown) => proxyAnswer({ ok: true, payload: JSON.stringify(answer) });

  test('passes status, headers and body on', () => {
    const headers = { 'content-type': 'text/plain', Age: 3, 'Content-Length': '99' };
    const multiValueHeaders = { 'X-Many': ['a', 'b'], age: ['4'] };
    expect(answered({ statusCode: 202, headers, multiValueHeaders, body: 'ok' })).toEqual({
      status: 202,
      headers: { 'content-type': 'text/plain', age: ['4'], 'X-Many': ['a', 'b'] },
      body: 'ok',
    });
  });

  test('takes a body that is absent, and one in base64', () => {
    expect(answered({ statusCode: '204' })).toEqual({
      status: 204,
      headers: { 'Content-Type': 'application/json' },
      body: '',
    });
    const binary = {
      statusCode: 200,
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
    };
    expect(answered(binary)?.body).toEqual(Buffer.from([0, 255]));
  });

  test.each([
    null,
    'text',
    {},
    { statusCode: 99 },
    { statusCode: 'ok' },
    { statusCode: 200, body: { an: 'object' } },
    { statusCode: 200, headers: { deep: {} } },
    { statusCode: 200, multiValueHeaders: { single: 'x' } },
  ])('takes %j as malformed', (answer) => {
    expect(answered(answer)).toBeUndefined();
  });

  test('has none where the function failed', () => {
    expect(proxyAnswer(failure('Error', 'x'))).toBeUndefined();
    expect(proxyAnswer({ ok: true, payload: 'not json' })).toBeUndefined();
  });
});
