import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/run-chunk/env';
import { AppFunction } from '../constructs/app-function';
import { paceEnvironment } from '../gong-limits';
import type { Platform } from './platform';

/** The queue's visibility follows from it. */
export const runChunkTimeout = Duration.seconds(90);

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
    memorySize: 512,
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
