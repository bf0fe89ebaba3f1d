import { proxyEvent } from '../../test/support/lambda-events';
import { signWebhook } from '../../test/support/sign-webhook';
import { type Deployment, webhookUrl } from '../kit/bundles';

const auditId = '5e0b9f0c-7d55-4f0e-9a51-3f6d5a1c2f10';
const callIds = ['7782342274025937895'];

/** What brings each function to its first request to AWS. */
export async function firstEvents(deployed: Deployment): Promise<Readonly<Record<string, object>>> {
  const webhook = JSON.stringify({ callData: { metaData: { id: callIds[0] } } });
  const signed = await signWebhook(deployed.webhookKey, webhook, webhookUrl);
  return {
    'check-access': post('/v2/calls/users-access', { filter: { callIds } }),
    'list-calls': messages({ schemaVersion: 1, auditId }),
    'read-ledger': proxyEvent({ resource: '/calls/{callId}/access', path: { callId: '1' } }),
    'receive-webhook': proxyEvent({
      method: 'POST',
      resource: '/webhooks/gong',
      headers: { 'content-type': 'application/json', authorization: signed },
      body: webhook,
    }),
    'request-audit': post('/audits', { callIds }),
    'run-chunk': messages({ schemaVersion: 1, auditId, chunk: 0 }),
    'seal-evidence': { detail: { auditId } },
    sweep: {},
  };
}

const post = (resource: string, body: object) => proxyEvent({ method: 'POST', resource, body });

const messages = (message: object) => ({
  Records: [{ messageId: '1', body: JSON.stringify(message), attributes: {} }],
});
