import { DynamoAuditStore } from '../adapters/dynamodb/audit-store';
import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoKnownCalls } from '../adapters/dynamodb/known-calls';
import { DynamoListingStore } from '../adapters/dynamodb/listing-store';
import { Table } from '../adapters/dynamodb/table';
import { eventBridgeClient } from '../adapters/eventbridge/client';
import { EventBridgeBus } from '../adapters/eventbridge/event-bus';
import { connectCallLister } from '../adapters/gong/connect';
import { S3CallLists } from '../adapters/s3/call-lists';
import { s3Client } from '../adapters/s3/client';
import { SqsChunkQueue } from '../adapters/sqs/chunk-queue';
import { sqsClient } from '../adapters/sqs/client';
import { credentialsRejectedEvent } from '../domain/pace-event';
import { readEnv } from '../runtime/env';
import { gaugeSecretAge, meteredBus, meteredLister } from '../runtime/metered';
import type { Tools } from '../runtime/tools';
import type { ListCallsHandlerDeps } from './create-handler';
import { env as schema } from './env';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock, meter }: Tools): ListCallsHandlerDeps {
  const env = readEnv(schema);
  const dynamo = dynamoClient();
  const table = new Table(dynamo, env.TABLE_NAME);
  const events = meteredBus(new EventBridgeBus(eventBridgeClient(), env.EVENT_BUS_NAME), meter);
  const lister = connectCallLister({
    env,
    dynamo,
    clock,
    random: Math.random,
    onBreakerOpened: (opened) => events.publish([credentialsRejectedEvent(opened)]),
    onSecretRead: gaugeSecretAge({ meter, clock }),
  });
  return {
    audits: new DynamoAuditStore(table),
    listings: new DynamoListingStore(table),
    known: new DynamoKnownCalls(table),
    lists: new S3CallLists(s3Client()),
    lister: meteredLister(lister, meter),
    queue: new SqsChunkQueue(sqsClient(), env.QUEUE_URL),
    events,
    mostReceives: env.QUEUE_MOST_RECEIVES,
    requestsPerSecond: env.GONG_REQUESTS_PER_SECOND,
    clock,
  };
}
