import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/request-audit/env';
import { AppFunction } from '../constructs/app-function';
import { paceEnvironment } from '../gong-limits';
import type { Platform } from './platform';

/** Takes audits in and controls them; never asks Gong. */
export function requestAuditFunction(scope: Construct, platform: Platform) {
  const { table, bus, queue, listings, limits, logRetention, keeping } = platform;
  const fn = new AppFunction(scope, 'RequestAudit', {
    name: 'request-audit',
    description: 'Stores requested audits, cancels, pauses and resumes them',
    schema: env,
    environment: {
      ...table.environment,
      ...bus.environment,
      ...queue.environment,
      ...listings.environment,
      ...paceEnvironment(limits),
    },
    // Two hundred thousand call IDs are parsed, sorted, packed and stored within one request.
    memorySize: 1024,
    timeout: Duration.seconds(28),
    logRetention,
    keeping,
  });
  table.grantStoringAudits(fn);
  bus.grantPublishing(fn);
  queue.grantSending(fn);
  listings.grantSending(fn);
  return fn;
}
