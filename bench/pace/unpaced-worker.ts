import { Agent, request } from 'node:http';
import { runJob } from './job';

/** The usual ways, for comparison: workers that send as soon as they can and look at what Gong says. */
export interface UnpacedWork {
  readonly gongUrl: string;
  readonly chunks: readonly (readonly string[])[];
  readonly workers: number;
  /** After a 429: wait as Retry-After says, or a random time below a growing bound ("full jitter"). */
  readonly after429: 'retry-after' | 'full-jitter';
}

export interface UnpacedResult {
  /** From start to end, of every worker. */
  readonly seconds: number;
  /** When the requests were sent that Gong took, milliseconds since 1970. */
  readonly sent: readonly number[];
}

const agent = new Agent({ keepAlive: true });
const firstBoundMs = 250;
const lastBoundMs = 20_000;

async function work(job: UnpacedWork): Promise<UnpacedResult> {
  const left = [...job.chunks];
  const started = Date.now();
  const sent: number[] = [];
  const worker = async () => {
    for (let chunk = left.shift(); chunk; chunk = left.shift()) {
      sent.push(await untilAnswered(job, chunk));
    }
  };
  await Promise.all(Array.from({ length: job.workers }, worker));
  return { seconds: (Date.now() - started) / 1_000, sent };
}

/** Gives when the request was sent that was answered. */
async function untilAnswered(job: UnpacedWork, callIds: readonly string[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const sentAt = Date.now();
    const { status, retryAfter } = await ask(job.gongUrl, callIds);
    if (status !== 429) return sentAt;
    const bound = Math.min(firstBoundMs * 2 ** attempt, lastBoundMs);
    await pause(job.after429 === 'retry-after' ? retryAfter * 1_000 : Math.random() * bound);
  }
}

function ask(gongUrl: string, callIds: readonly string[]) {
  const body = JSON.stringify({ filter: { callIds } });
  const authorization = `Basic ${Buffer.from('stand-in-key:stand-in-secret').toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  return new Promise<{ status: number; retryAfter: number }>((resolve, reject) => {
    request(`${gongUrl}/v2/calls/users-access`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          retryAfter: Number(answer.headers['retry-after'] ?? 1),
        }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

void runJob(work);
