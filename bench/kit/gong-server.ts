import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gong } from '../../lambdas/domain/ports';

export interface GongServer {
  readonly url: string;
  /** Requests so far. */
  requests(): number;
  close(): void;
}

/** Gong over HTTP, as far as access is asked for: without limits, each answer after the same time. */
export async function startGongServer(gong: Gong, latencyMs: number): Promise<GongServer> {
  let requests = 0;
  const answer = async (incoming: IncomingMessage): Promise<string> => {
    requests += 1;
    const [{ filter }] = await Promise.all([json(incoming) as Promise<Asked>, sleep(latencyMs)]);
    return (await gong.usersAccess(filter.callIds, { priority: 'bulk', deadline: 0 })).body;
  };
  const server = createServer((incoming, response) => {
    answer(incoming).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Asked {
  readonly filter: { readonly callIds: readonly string[] };
}
