import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a service was asked and what it answered, both JSON. */
export interface Exchange {
  /** As the service calls it: `UpdateItem`, `ReceiveMessage`, … */
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly output: Record<string, unknown>;
}

export interface Tap {
  readonly url: string;
  close(): void;
}

/**
 * Stands before a service of AWS's JSON protocols and hears what passes.
 * @param more added to what is asked
 */
export async function startTap(
  service: string,
  heard: (exchange: Exchange) => void,
  more: object = {},
): Promise<Tap> {
  const agent = new Agent({ keepAlive: true });
  const pass = async (incoming: IncomingMessage) => {
    // Queues are asked for by their URL, which is the service's.
    const asked = (await buffer(incoming)).toString().replaceAll(url(), service);
    const input = { ...JSON.parse(asked || '{}'), ...more };
    const answer = await forward(service, agent, incoming, JSON.stringify(input));
    const operation = String(incoming.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    if (answer.status === 200) heard({ operation, input, output: parsed(answer.body) });
    return answer;
  };
  const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, response) => {
    pass(incoming).then(
      ({ status, type, body }) =>
        response
          .writeHead(status, { 'content-type': type, 'content-length': body.length })
          .end(body),
      () => response.destroy(),
    );
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: url(),
    close: () => {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

function forward(service: string, agent: Agent, incoming: IncomingMessage, body: string) {
  const { host: _, 'transfer-encoding': __, ...headers } = incoming.headers;
  const url = new URL(incoming.url ?? '/', service);
  const length = { 'content-length': Buffer.byteLength(body) };
  return new Promise<Answer>((resolve, reject) => {
    const options = { method: incoming.method, agent, headers: { ...headers, ...length } };
    request(url, options, (answer) => {
      const type = answer.headers['content-type'] ?? 'application/json';
      buffer(answer).then(
        (whole) => resolve({ status: answer.statusCode ?? 500, type, body: whole }),
        reject,
      );
    })
      .on('error', reject)
      .end(body);
  });
}

const parsed = (body: Buffer): Record<string, unknown> => JSON.parse(body.toString() || '{}');
