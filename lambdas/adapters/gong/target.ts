import type { PageRequest } from '../../domain/trigger-ports';

/**
 * What may be asked of Gong: these two reads, nothing else. The sibling methods on the path of the first grant and
 * revoke access.
 */
export interface GongTarget {
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly body?: Buffer;
}

export const usersAccessTarget = (callIds: readonly string[]): GongTarget => ({
  method: 'POST',
  path: '/v2/calls/users-access',
  body: Buffer.from(JSON.stringify({ filter: { callIds } })),
});

/** A cursor goes with the range that it came from. */
export function listingTarget({ window, workspaceId, cursor }: PageRequest): GongTarget {
  const query = new URLSearchParams({
    fromDateTime: new Date(window.from).toISOString(),
    toDateTime: new Date(window.to).toISOString(),
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return { method: 'GET', path: `/v2/calls?${query}` };
}
