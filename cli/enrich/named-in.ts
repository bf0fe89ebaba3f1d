import type { Api } from '../api/client';
import { pages } from '../api/pages';
import { type ObservationShape, observation } from '../api/shapes';
import type { Named } from './names';

/** The calls of an audit and the users that it found, each once. Reads the ledger, not Gong. */
export async function namedIn(api: Api, auditId: string): Promise<Named> {
  const [userIds, callIds] = [new Set<string>(), new Set<string>()];
  for await (const page of observationsOf(api, auditId)) {
    for (const { callId, users } of page) {
      callIds.add(callId);
      for (const { userId } of users) userIds.add(userId);
    }
  }
  return { userIds: [...userIds], callIds: [...callIds] };
}

export const observationsOf = (api: Api, auditId: string): AsyncIterable<ObservationShape[]> =>
  pages(api, `/audits/${auditId}/observations`, { name: 'observations', item: observation });
