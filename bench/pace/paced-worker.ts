import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { SharedPacer } from '../../lambdas/adapters/dynamodb/pace-pacer';
import { DynamoPaceStore } from '../../lambdas/adapters/dynamodb/pace-store';
import { GongClient } from '../../lambdas/adapters/gong/client';
import { GongCredentials } from '../../lambdas/adapters/gong/credentials';
import { inParallel } from '../../lambdas/domain/in-parallel';
import { observeCalls } from '../../lambdas/domain/observe-calls';
import type { PaceConfig } from '../../lambdas/domain/pace';
import type { Gong } from '../../lambdas/domain/ports';
import { runJob } from './job';
import { paceTable } from './table';

/** What one function of the system does, in a process of its own. */
export interface PacedWork {
  readonly dynamoUrl: string;
  readonly gongUrl: string;
  readonly accessKeySecret: string;
  readonly config: PaceConfig;
  readonly priority: 'interactive' | 'event' | 'bulk';
  readonly chunks: readonly (readonly string[])[];
  /** Requests in flight at most. */
  readonly atOnce: number;
  /** Wait before each chunk, evenly spread up to this: for interactive checks. Milliseconds. */
  readonly everyMs?: number;
  readonly deadlineMs: number;
}

export interface PacedResult {
  /** Lifetime of the worker. */
  readonly seconds: number;
  /** When the requests were sent that brought an answer, milliseconds since 1970. */
  readonly sent: readonly number[];
  /** Wait of each answered chunk for its first slot, milliseconds. */
  readonly waits: readonly number[];
  /** Chunks without an answer, by the reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly outcomes: { readonly answered: number; readonly notFound: number };
}

async function work(job: PacedWork): Promise<PacedResult> {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = job.dynamoUrl;
  const gong = connect(job);
  const started = Date.now();
  const sent: number[] = [];
  const waits: number[] = [];
  const failures: Record<string, number> = {};
  const outcomes = { answered: 0, notFound: 0 };
  await inParallel(job.atOnce, job.chunks, async (callIds) => {
    if (job.everyMs) await pause(job.everyMs * (0.5 + Math.random()));
    const asked = Date.now();
    try {
      const deadline = asked + job.deadlineMs;
      const { answers } = await observeCalls(gong, callIds, { priority: job.priority, deadline });
      const own = answers.map(({ slot }) => slot);
      waits.push(Math.min(...own) - asked);
      sent.push(...own);
      for (const { kind, from, to } of answers) {
        outcomes[kind === 'answered' ? 'answered' : 'notFound'] += to - from;
      }
    } catch (error) {
      const reason = String(error instanceof Error && 'code' in error ? error.code : error);
      failures[reason] = (failures[reason] ?? 0) + 1;
    }
  });
  const seconds = (Date.now() - started) / 1_000;
  return { seconds, sent, waits, failures, outcomes };
}

function connect({ config, gongUrl, accessKeySecret }: PacedWork): Gong {
  const parts = { clock: Date.now, random: Math.random };
  const pacer = new SharedPacer({
    ...parts,
    store: new DynamoPaceStore(dynamoClient(), paceTable),
    config,
    onBreakerOpened: async () => undefined,
  });
  const secret = GongCredentials.basic('1', new URL(gongUrl), 'stand-in-key', accessKeySecret);
  const credentials = { current: async () => secret, refresh: async () => secret };
  return new GongClient({ ...parts, pacer, credentials });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

void runJob(work);
