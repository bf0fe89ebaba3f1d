import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/read-ledger/env';
import { AppFunction } from '../constructs/app-function';
import { paceEnvironment } from '../gong-limits';
import type { Platform } from './platform';

/** Answers from the ledger: no secret, no permission to write. */
export function readLedgerFunction(scope: Construct, platform: Platform) {
  const { table, limits, logRetention, keeping } = platform;
  const fn = new AppFunction(scope, 'ReadLedger', {
    name: 'read-ledger',
    description: 'Answers questions from the ledger',
    schema: env,
    environment: { ...table.environment, ...paceEnvironment(limits) },
    memorySize: 512,
    timeout: Duration.seconds(28),
    logRetention,
    keeping,
  });
  table.grantReading(fn);
  return fn;
}
