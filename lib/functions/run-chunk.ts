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
 * with all that it leads to in the ledger takes up to 0.09 s of one, most of it when its calls are new (docs/scale.md).
 * Two batches at once share it; half as much again is for what a machine does besides. A chunk too large to be worked on
 * beside others ends its function, comes again and is worked on alone; only if that does not help it is given up.
 */
const memoryAt = (rate: number) =>
  Math.min(mostMemory, Math.max(leastMemory, Math.ceil(rate * memoryForOne)));

/** For one request a second: 1,769 × 0.09 / 2 × 1.5. */
const memoryForOne = 120;

/** A chunk with 100,000 grants is worked on in a heap of 256 MB (row 17 of the fault suite). */
const leastMemory = 320;

/** What every account may use, also a new one. */
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
