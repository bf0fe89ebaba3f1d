import type { ApiModel } from '../model';

/** What the gateway refuses by itself, with the status and text that it has by default. */
const defaults = {
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  INVALID_SIGNATURE: [
    403,
    'The request signature we calculated does not match the signature you provided.',
  ],
  ACCESS_DENIED: [403, 'Forbidden'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  DEFAULT_4XX: [400, 'Bad Request'],
  THROTTLED: [429, 'Too Many Requests'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  // A function that failed or gave an answer without the proxy's shape.
  DEFAULT_5XX: [502, 'Internal server error'],
} as const satisfies Record<string, readonly [number, string]>;

type RefusalType = keyof typeof defaults;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

export interface Refusal {
  readonly type: RefusalType;
  /** In place of the type's own text. */
  readonly message?: string;
}

/** The gateway's own answer: as the template's gateway responses say, else as API Gateway's defaults. */
export function gatewayAnswer(
  api: Pick<ApiModel, 'gatewayResponses' | 'stage'>,
  { type, message }: Refusal,
  requestId: string,
): HttpAnswer {
  const [status, text] = defaults[type];
  const family = status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const response = api.gatewayResponses[type] ?? api.gatewayResponses[family];
  const variables: Record<string, string> = {
    requestId,
    stage: api.stage,
    'error.responseType': type,
    'error.message': message ?? text,
    'error.messageString': JSON.stringify(message ?? text),
  };
  const template = response?.template ?? '{"message":$context.error.messageString}';
  return {
    status: response?.status ?? status,
    headers: { 'Content-Type': 'application/json', ...response?.headers },
    body: template.replace(templateVariable, (_, name: string) => variables[name] ?? ''),
  };
}

const templateVariable =
  /\$context\.(error\.messageString|error\.message|error\.responseType|requestId|stage)\b/g;

/** @throws Error for a template with anything but the variables that `gatewayAnswer` fills in */
export function checkAnswerTemplate(template: string, where: string): void {
  const left = /[$#]\S*/.exec(template.replace(templateVariable, ''));
  if (left) throw new Error(`the local stage does not know ${left[0]} (in ${where})`);
}
