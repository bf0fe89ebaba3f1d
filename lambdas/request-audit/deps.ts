import { randomUUID } from 'node:crypto';
import { DynamoAuditStore } from '../adapters/dynamodb/audit-store';
import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoKnownCalls } from '../adapters/dynamodb/known-calls';
import { DynamoListingStore } from '../adapters/dynamodb/listing-store';
import { paceConfigOf } from '../adapters/dynamodb/pace-config';
import { DynamoPaceStore } from '../adapters/dynamodb/pace-store';
import { DynamoScheduleStore } from '../adapters/dynamodb/schedule-store';
import { Table } from '../adapters/dynamodb/table';
import { DynamoTaskStore } from '../adapters/dynamodb/task-store';
import { eventBridgeClient } from '../adapters/eventbridge/client';
import { EventBridgeBus } from '../adapters/eventbridge/event-bus';
import { SqsChunkQueue } from '../adapters/sqs/chunk-queue';
import { sqsClient } from '../adapters/sqs/client';
import { SqsListingQueue } from '../adapters/sqs/listing-queue';
import { readEnv } from '../runtime/env';
import { meteredBus } from '../runtime/metered';
import type { Tools } from '../runtime/tools';
import type { RouterDeps } from './create-router';
import { env as schema } from './env';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock, meter }: Tools): RouterDeps {
  const env = readEnv(schema);
  const dynamo = dynamoClient();
  const table = new Table(dynamo, env.TABLE_NAME);
  const sqs = sqsClient();
  return {
    audits: new DynamoAuditStore(table),
    listings: new DynamoListingStore(table),
    schedules: new DynamoScheduleStore(table),
    tasks: new DynamoTaskStore(table),
    queue: new SqsChunkQueue(sqs, env.QUEUE_URL),
    listingQueue: new SqsListingQueue(sqs, env.LISTING_QUEUE_URL),
    events: meteredBus(new EventBridgeBus(eventBridgeClient(), env.EVENT_BUS_NAME), meter),
    known: new DynamoKnownCalls(table),
    pace: new DynamoPaceStore(dynamo, env.TABLE_NAME),
    limits: paceConfigOf(env),
    requestsPerSecond: env.GONG_REQUESTS_PER_SECOND,
    clock,
    newId: randomUUID,
  };
}
