import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** What is asked for in one request, and who hears of the answer. */
export interface Ask {
  readonly kind: 'check' | 'audit' | 'read';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

export interface Sent {
  readonly ask: Ask;
  /** Absent: the connection failed. */
  readonly answer?: Answer;
  /** From the moment that the request was due, milliseconds. */
  readonly took: number;
}

/** So often the next requests are sent, milliseconds. */
const tick = 10;

/**
 * Offers requests at a rate whatever becomes of the earlier ones, as many callers do who know nothing of each other.
 * @param rate requests a second
 * @param seconds how long
 */
export async function offer(
  url: string,
  rate: number,
  seconds: number,
  next: () => Ask,
  heard: (sent: Sent) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 400 });
  const begun = performance.now();
  const under = new Set<Promise<void>>();
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(rate * seconds, ((performance.now() - begun) / 1000) * rate);
    for (; sent < due; sent++) {
      const ask = next();
      const at = begun + (sent / rate) * 1000;
      const one = send(url, ask, agent)
        .catch(() => undefined)
        .then((answer) => {
          heard({ ask, ...(answer && { answer }), took: performance.now() - at });
          under.delete(one);
        });
      under.add(one);
    }
    await sleep(tick);
  }
  await Promise.all(under);
  agent.destroy();
}

function send(url: string, { method, path, body }: Ask, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url + path, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject).end(body);
  });
}
