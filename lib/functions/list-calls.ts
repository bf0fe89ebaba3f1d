import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/list-calls/env';
import { AppFunction } from '../constructs/app-function';
import { paceEnvironment } from '../gong-limits';
import type { Platform } from './platform';

/** The visibility of the listings' queue follows from it. */
export const listCallsTimeout = Duration.minutes(5);

/** Finds out which calls an audit is about, where its request did not name them. */
export function listCallsFunction(scope: Construct, platform: Platform) {
  const { table, bus, queue, listings, lists, secret, limits, gongHosts, logRetention, keeping } =
    platform;
  const fn = new AppFunction(scope, 'ListCalls', {
    name: 'list-calls',
    description: 'Lists the calls of audits: from Gong, from a list in the bucket, from the ledger',
    schema: env,
    environment: {
      ...table.environment,
      ...bus.environment,
      ...queue.environment,
      ...listings.takerEnvironment,
      ...secret.environment,
      ...paceEnvironment(limits),
      GONG_HOSTS: gongHosts,
    },
    // A million calls are collected before they are cut.
    memorySize: 512,
    timeout: listCallsTimeout,
    logRetention,
    keeping,
    ...(platform.egress && { vpc: platform.egress }),
  });
  table.grantStoringAudits(fn);
  bus.grantPublishing(fn);
  queue.grantSending(fn);
  secret.grantReading(fn);
  if (fn.role) lists.grantListing(fn.role);
  listings.feed(fn);
  return fn;
}
