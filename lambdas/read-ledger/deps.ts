import { version } from '../../package.json';
import { DynamoAuditStore } from '../adapters/dynamodb/audit-store';
import { DynamoCallIndex } from '../adapters/dynamodb/call-index';
import { DynamoCallStore } from '../adapters/dynamodb/call-store';
import { DynamoChangeFeed } from '../adapters/dynamodb/change-feed';
import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../adapters/dynamodb/evidence-store';
import { paceConfigOf } from '../adapters/dynamodb/pace-config';
import { DynamoPaceStore } from '../adapters/dynamodb/pace-store';
import { Table } from '../adapters/dynamodb/table';
import { readEnv } from '../runtime/env';
import type { Tools } from '../runtime/tools';
import type { ReadLedgerDeps } from './create-handler';
import { env as schema } from './env';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock }: Tools): ReadLedgerDeps {
  const env = readEnv(schema);
  const dynamo = dynamoClient();
  const table = new Table(dynamo, env.TABLE_NAME);
  return {
    audits: new DynamoAuditStore(table),
    calls: new DynamoCallStore(table),
    evidence: new DynamoEvidenceStore(table),
    index: new DynamoCallIndex(table),
    feed: new DynamoChangeFeed(table),
    software: version,
    pace: new DynamoPaceStore(dynamo, env.TABLE_NAME),
    limits: paceConfigOf(env),
    requestsPerSecond: env.GONG_REQUESTS_PER_SECOND,
    clock,
  };
}
