import { accountId, region } from '../identities';
import type { ApiModel } from '../model';
import type { RouteMatch } from './match-route';

export interface ProxyRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly sourceIp: string;
  readonly caller: Caller;
}

/** Who signed the request. */
export interface Caller {
  readonly userArn: string;
  readonly accessKey: string | null;
}

/**
 * The event that a REST API hands to a function (payload format 1.0).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(api: ApiModel, match: RouteMatch, request: ProxyRequest) {
  const { path, query } = splitUrl(request.url);
  const headers = pairs(request.rawHeaders);
  const parameters = [...new URLSearchParams(query)] as [string, string][];
  const binary = isBinary(api.binaryMediaTypes, last(headers, 'content-type'));
  return {
    resource: match.route.path,
    path,
    httpMethod: request.method,
    headers: orNull(Object.fromEntries(headers)),
    multiValueHeaders: orNull(grouped(headers)),
    queryStringParameters: orNull(Object.fromEntries(parameters)),
    multiValueQueryStringParameters: orNull(grouped(parameters)),
    pathParameters: orNull(match.pathParameters),
    stageVariables: null,
    requestContext: requestContext(api, match, request, last(headers, 'user-agent')),
    body: request.body.length > 0 ? request.body.toString(binary ? 'base64' : 'utf8') : null,
    isBase64Encoded: binary,
  };
}

function requestContext(
  api: ApiModel,
  { route }: RouteMatch,
  request: ProxyRequest,
  userAgent: string | undefined,
) {
  const { userArn, accessKey } = request.caller;
  const { path } = splitUrl(request.url);
  return {
    accountId,
    apiId: api.id,
    resourceId: route.resourceId,
    resourcePath: route.path,
    httpMethod: request.method,
    path: `/${api.stage}${path}`,
    stage: api.stage,
    protocol: 'HTTP/1.1',
    domainName: `${api.id}.execute-api.${region}.amazonaws.com`,
    domainPrefix: api.id,
    requestId: request.requestId,
    extendedRequestId: request.requestId,
    requestTime: new Date(request.receivedAt).toUTCString(),
    requestTimeEpoch: request.receivedAt,
    identity: {
      ...noIdentity,
      ...(route.authorization === 'AWS_IAM' && {
        accountId,
        accessKey,
        caller: userArn,
        user: userArn,
        userArn,
      }),
      sourceIp: request.sourceIp,
      userAgent: userAgent ?? null,
    },
  };
}

const noIdentity = {
  accountId: null,
  accessKey: null,
  caller: null,
  user: null,
  userArn: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
};

export function splitUrl(url: string): { path: string; query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, n) => (n % 2 === 0 ? [[name, raw[n + 1] ?? '']] : []));
}

function grouped(entries: readonly [string, string][]): Record<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of entries) groups.set(name, [...(groups.get(name) ?? []), value]);
  return Object.fromEntries(groups);
}

/** The gateway gives null where there is nothing. */
function orNull<T extends object>(record: T): T | null {
  return Object.keys(record).length > 0 ? record : null;
}

function last(headers: readonly [string, string][], name: string): string | undefined {
  return headers.findLast(([each]) => each.toLowerCase() === name)?.[1];
}

function isBinary(mediaTypes: readonly string[], contentType: string | undefined): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return mediaTypes.some((each) => each === '*/*' || each.toLowerCase() === type);
}
