import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/run-chunk/env';
import { AppFunction } from '../constructs/app-function';
import { paceEnvironment, requestsPerSecond } from '../gong-limits';
import type { Platform } from './platform';

/** The queue's visibility follows from it. */
export const runChunkTimeout = Duration.seconds(90);

/**
 * Megabytes for a rate of requests to Gong. Lambda gives processor by memory, 1,769 MB is a whole one, and a request
 * with all that it leads to in the ledger takes up to 0.16 s of one: when its calls are new, and the code not warm yet
 * (docs/scale.md). Two batches at once share it.
 */
const memoryAt = (requestsPerSecond: number) =>
  Math.min(mostMemory, Math.max(512, Math.ceil(150 * requestsPerSecond)));

/** What every account has. */
const mostMemory = 3_008;

/** Asks Gong about the chunks that the queue brings. */
export function runChunkFunction(scope: Construct, platform: Platform) {
  const { table, bus, queue, secret, limits, gongHosts, logRetention, keeping } = platform;
  const fn = new AppFunction(scope, 'RunChunk', {
    name: 'run-chunk',
    description: 'Checks the calls of queued chunks and records what Gong said',
    schema: env,
    environment: {
      ...table.environment,
      ...table.retention,
      ...bus.environment,
      ...secret.environment,
      ...paceEnvironment(limits),
      ...queue.workEnvironment,
      GONG_HOSTS: gongHosts,
    },
    memorySize: memoryAt(requestsPerSecond(limits)),
    timeout: runChunkTimeout,
    logRetention,
    keeping,
    ...(platform.egress && { vpc: platform.egress }),
  });
  table.grantWriting(fn);
  bus.grantPublishing(fn);
  secret.grantReading(fn);
  queue.feed(fn);
  return fn;
}
