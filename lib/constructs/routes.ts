/** The functions that answer HTTP requests. */
export type HttpFunction = 'checkAccess' | 'requestAudit' | 'readLedger';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly answeredBy: HttpFunction;
}

const route = (answeredBy: HttpFunction, method: Route['method'], ...paths: string[]): Route[] =>
  paths.map((path) => ({ method, path, answeredBy }));

/** The whole HTTP API. Every route asks for IAM authorization. */
export const routes: readonly Route[] = [
  ...route('checkAccess', 'POST', '/v2/calls/users-access'),
  ...route(
    'requestAudit',
    'POST',
    '/audits',
    '/audits/{auditId}/cancel',
    '/audits/{auditId}/pause',
    '/audits/{auditId}/resume',
  ),
  ...route(
    'readLedger',
    'GET',
    '/audits',
    '/audits/{auditId}',
    '/audits/{auditId}/observations',
    '/audits/{auditId}/changes',
    '/audits/{auditId}/compare',
    '/audits/{auditId}/evidence',
    '/calls/{callId}/access',
    '/calls/{callId}/history',
    '/users/{userId}/calls',
    '/changes',
    '/quota',
    '/openapi.json',
  ),
];

/** The one route without IAM authorization, with the webhook only: Gong signs what it sends in its own way. */
export const webhookRoute = { method: 'POST', path: '/webhooks/gong' } as const;
