import { randomUUID } from 'node:crypto';
import { DynamoAuditStore } from '../adapters/dynamodb/audit-store';
import { DynamoCallStore } from '../adapters/dynamodb/call-store';
import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoDueCallStore } from '../adapters/dynamodb/due-call-store';
import { DynamoEvidenceStore } from '../adapters/dynamodb/evidence-store';
import { DynamoListingStore } from '../adapters/dynamodb/listing-store';
import { paceConfigOf } from '../adapters/dynamodb/pace-config';
import { DynamoPaceStore } from '../adapters/dynamodb/pace-store';
import { retentionOf } from '../adapters/dynamodb/retention';
import { Table } from '../adapters/dynamodb/table';
import { DynamoTaskStore } from '../adapters/dynamodb/task-store';
import { eventBridgeClient } from '../adapters/eventbridge/client';
import { EventBridgeBus } from '../adapters/eventbridge/event-bus';
import { sfnClient } from '../adapters/sfn/client';
import { SfnTaskAnswers } from '../adapters/sfn/task-answers';
import { SqsChunkQueue } from '../adapters/sqs/chunk-queue';
import { sqsClient } from '../adapters/sqs/client';
import { SqsListingQueue } from '../adapters/sqs/listing-queue';
import { readEnv } from '../runtime/env';
import { meteredBus } from '../runtime/metered';
import type { Tools } from '../runtime/tools';
import type { SweepHandlerDeps } from './create-handler';
import { env as schema } from './env';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock, meter }: Tools): SweepHandlerDeps {
  const env = readEnv(schema);
  const dynamo = dynamoClient();
  const table = new Table(dynamo, env.TABLE_NAME);
  const retention = retentionOf(env);
  const sqs = sqsClient();
  return {
    audits: new DynamoAuditStore(table),
    calls: new DynamoCallStore(table, retention),
    evidence: new DynamoEvidenceStore(table, retention),
    listings: new DynamoListingStore(table),
    dueCalls: new DynamoDueCallStore(table),
    tasks: new DynamoTaskStore(table),
    taskAnswers: new SfnTaskAnswers(sfnClient()),
    queue: new SqsChunkQueue(sqs, env.QUEUE_URL),
    listingQueue: new SqsListingQueue(sqs, env.LISTING_QUEUE_URL),
    events: meteredBus(new EventBridgeBus(eventBridgeClient(), env.EVENT_BUS_NAME), meter),
    pace: new DynamoPaceStore(dynamo, env.TABLE_NAME),
    limits: paceConfigOf(env),
    requestsPerSecond: env.GONG_REQUESTS_PER_SECOND,
    visibilityMs: env.QUEUE_VISIBILITY_SECONDS * 1_000,
    clock,
    newId: randomUUID,
  };
}
