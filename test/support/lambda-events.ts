import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

export interface Asked {
  readonly method?: string;
  /** The route as the gateway spells it, e.g. `/calls/{callId}/access`. */
  readonly resource: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

export const gatewayRequestId = 'c6f0a1de-4c1e-4c52-9d57-0b4b4d5a2d11';
export const callerArn = 'arn:aws:iam::123456789012:user/auditor';

/** What API Gateway hands to a function for a signed request. */
export function proxyEvent(asked: Asked): APIGatewayProxyEvent {
  const { body } = asked;
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return {
    httpMethod: asked.method ?? 'GET',
    resource: asked.resource,
    path: asked.resource,
    pathParameters: asked.path ?? null,
    queryStringParameters: asked.query ?? null,
    multiValueQueryStringParameters: null,
    headers: asked.headers ?? headers,
    multiValueHeaders: {},
    body: text ?? null,
    isBase64Encoded: asked.isBase64Encoded ?? false,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      authorizer: null,
      httpMethod: asked.method ?? 'GET',
      identity: identity(),
      path: asked.resource,
      protocol: 'HTTP/1.1',
      requestId: gatewayRequestId,
      requestTimeEpoch: 0,
      resourceId: 'resource',
      resourcePath: asked.resource,
      stage: 'v1',
    },
  };
}

const identity = (): APIGatewayProxyEvent['requestContext']['identity'] => ({
  accessKey: null,
  accountId: '123456789012',
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: '127.0.0.1',
  user: null,
  userAgent: null,
  userArn: callerArn,
});

export function lambdaContext(remainingMs = 28_000): Context {
  const end = Date.now() + remainingMs;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'function',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:function',
    memoryLimitInMB: '512',
    awsRequestId: '5e0b9f0c-7d55-4f0e-9a51-3f6d5a1c2f10',
    logGroupName: 'group',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => end - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
