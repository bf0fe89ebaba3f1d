import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/sweep/env';
import { AppFunction } from '../constructs/app-function';
import { paceEnvironment } from '../gong-limits';
import type { Platform } from './platform';

/** Keeps work in flight and finishes what a crash left. */
export function sweepFunction(scope: Construct, platform: Platform) {
  const { table, bus, queue, listings, limits, logRetention, keeping } = platform;
  const fn = new AppFunction(scope, 'Sweep', {
    name: 'sweep',
    description: 'Feeds the queue from the ledger and finishes what was left half done',
    schema: env,
    environment: {
      ...table.environment,
      ...table.retention,
      ...bus.environment,
      ...queue.environment,
      ...queue.sweepEnvironment,
      ...listings.environment,
      ...paceEnvironment(limits),
    },
    memorySize: 256,
    timeout: Duration.seconds(60),
    logRetention,
    keeping,
  });
  table.grantWriting(fn);
  bus.grantPublishing(fn);
  queue.grantSending(fn);
  queue.grantMeasuring(fn);
  listings.grantSending(fn);
  return fn;
}
