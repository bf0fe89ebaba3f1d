import { randomUUID } from 'node:crypto';
import { DynamoAuditStore } from '../adapters/dynamodb/audit-store';
import { dynamoClient } from '../adapters/dynamodb/client';
import { paceConfigOf } from '../adapters/dynamodb/pace-config';
import { DynamoPaceStore } from '../adapters/dynamodb/pace-store';
import { Table } from '../adapters/dynamodb/table';
import { eventBridgeClient } from '../adapters/eventbridge/client';
import { EventBridgeBus } from '../adapters/eventbridge/event-bus';
import { SqsChunkQueue } from '../adapters/sqs/chunk-queue';
import { sqsClient } from '../adapters/sqs/client';
import { readEnv } from '../runtime/env';
import { meteredBus } from '../runtime/metered';
import type { Tools } from '../runtime/tools';
import type { AuditRoutesDeps } from './create-handler';
import { env as schema } from './env';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock, meter }: Tools): AuditRoutesDeps {
  const env = readEnv(schema);
  const dynamo = dynamoClient();
  return {
    audits: new DynamoAuditStore(new Table(dynamo, env.TABLE_NAME)),
    queue: new SqsChunkQueue(sqsClient(), env.QUEUE_URL),
    events: meteredBus(new EventBridgeBus(eventBridgeClient(), env.EVENT_BUS_NAME), meter),
    pace: new DynamoPaceStore(dynamo, env.TABLE_NAME),
    limits: paceConfigOf(env),
    requestsPerSecond: env.GONG_REQUESTS_PER_SECOND,
    clock,
    newId: randomUUID,
  };
}
