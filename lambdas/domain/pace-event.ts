import type { LedgerEvent } from './events';
import { coverage } from './observation';
import type { BreakerOpened } from './pace-pacer';

/** The event that tells a person that Gong refuses the credentials. One for each time the breaker opens. */
export function credentialsRejectedEvent(opened: BreakerOpened): LedgerEvent {
  const { status, missingScope, openedAt } = opened;
  return {
    detailType: 'Gong Credentials Rejected',
    detail: {
      schemaVersion: 1,
      eventId: `gong-credentials-rejected-${openedAt}`,
      coverage,
      status,
      ...(missingScope !== undefined && { missingScope }),
      advice: adviceFor(opened),
    },
  };
}

function adviceFor({ status, missingScope }: BreakerOpened): string {
  if (missingScope !== undefined) {
    return `Give the Gong integration the scope ${missingScope}, then store its new token in the secret.`;
  }
  if (status === 403) {
    return (
      'Gong refuses the address that the request came from. Check the trusted IPs of the API key in Gong: without ' +
      'a fixed outgoing address the list must be empty. A change takes Gong up to 5 minutes.'
    );
  }
  return (
    'Check in Gong that the API key exists and has not expired, that baseUrl is the one that Gong shows beside it, ' +
    'and that the secret holds both; then store the right values in the secret.'
  );
}
