import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

interface Refusal {
  readonly type: ResponseType;
  readonly status?: number;
  readonly code: string;
  readonly text: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

const unsigned = 'The route does not exist, or the request is not signed (AWS SigV4, execute-api).';
const forbidden = 'The caller may not use this route.';
const broken = 'The service cannot answer now.';

/**
 * What the gateway says by itself. The texts are fixed: the gateway's own would repeat parts of the request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const refusals: readonly Refusal[] = [
  {
    type: ResponseType.BAD_REQUEST_BODY,
    code: 'invalid-input',
    text: 'The request body is not valid.',
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    code: 'invalid-input',
    text: 'The request parameters are not valid.',
  },
  { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, code: 'not-signed', text: unsigned },
  { type: ResponseType.ACCESS_DENIED, code: 'access-denied', text: forbidden },
  { type: ResponseType.WAF_FILTERED, code: 'access-denied', text: forbidden },
  {
    type: ResponseType.INVALID_SIGNATURE,
    code: 'invalid-signature',
    text: 'The signature of the request is not valid.',
  },
  {
    type: ResponseType.EXPIRED_TOKEN,
    code: 'expired-credentials',
    text: 'The credentials of the caller have expired.',
  },
  {
    type: ResponseType.RESOURCE_NOT_FOUND,
    code: 'route-not-found',
    text: 'There is no such route.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    code: 'body-too-large',
    text: 'The request is larger than 10 MB.',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    code: 'unsupported-media-type',
    text: 'The content type must be application/json.',
  },
  {
    type: ResponseType.THROTTLED,
    code: 'too-many-requests',
    text: 'Too many requests: slow down.',
    retryAfter: 1,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    code: 'quota-exceeded',
    text: 'The quota of the caller is spent.',
    retryAfter: 3600,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    code: 'timeout',
    text: 'The service did not answer in time.',
    retryAfter: 5,
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 503,
    code: 'unavailable',
    text: broken,
    retryAfter: 5,
  },
  { type: ResponseType.DEFAULT_4XX, code: 'refused', text: 'The request was refused.' },
  { type: ResponseType.DEFAULT_5XX, code: 'internal', text: broken },
];

/** Puts the gateway's own answers into the shape of ours, which is Gong's. */
export function addGatewayAnswers(api: RestApi): void {
  for (const { type, status, code, text, retryAfter } of refusals) {
    api.addGatewayResponse(`Answer-${type.responseType}`, {
      type,
      ...(status && { statusCode: String(status) }),
      ...(retryAfter && { responseHeaders: { 'Retry-After': `'${retryAfter}'` } }),
      templates: { 'application/json': answerTemplate(code, text) },
    });
  }
}

const answerTemplate = (code: string, text: string) =>
  `{"requestId": "$context.requestId", "errors": [${JSON.stringify(text)}], "code": "${code}"}`;
