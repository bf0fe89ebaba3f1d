import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/check-access/env';
import { AppFunction } from '../constructs/app-function';
import { paceEnvironment } from '../gong-limits';
import type { Platform } from './platform';

/** Asks Gong about a few calls while the caller waits. */
export function checkAccessFunction(scope: Construct, platform: Platform) {
  const { table, bus, secret, limits, gongHosts, logRetention, keeping } = platform;
  const fn = new AppFunction(scope, 'CheckAccess', {
    name: 'check-access',
    description: 'Checks the access to a few calls while the caller waits',
    schema: env,
    environment: {
      ...table.environment,
      ...table.retention,
      ...bus.environment,
      ...secret.environment,
      ...paceEnvironment(limits),
      GONG_HOSTS: gongHosts,
    },
    memorySize: 512,
    // The gateway gives up after 29 s; the function must answer before.
    timeout: Duration.seconds(28),
    logRetention,
    keeping,
    ...(platform.egress && { vpc: platform.egress }),
  });
  table.grantWriting(fn);
  bus.grantPublishing(fn);
  secret.grantReading(fn);
  return fn;
}
