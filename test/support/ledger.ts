import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DeleteTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { DynamoAuditStore } from '../../lambdas/adapters/dynamodb/audit-store';
import { DynamoCallIndex } from '../../lambdas/adapters/dynamodb/call-index';
import { DynamoCallStore } from '../../lambdas/adapters/dynamodb/call-store';
import { DynamoChangeFeed } from '../../lambdas/adapters/dynamodb/change-feed';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { DynamoDueCallStore } from '../../lambdas/adapters/dynamodb/due-call-store';
import { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { DynamoKnownCalls } from '../../lambdas/adapters/dynamodb/known-calls';
import { DynamoListingStore } from '../../lambdas/adapters/dynamodb/listing-store';
import { DynamoPaceStore } from '../../lambdas/adapters/dynamodb/pace-store';
import { DynamoReplayStore } from '../../lambdas/adapters/dynamodb/replay-store';
import { DynamoScheduleStore } from '../../lambdas/adapters/dynamodb/schedule-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import { DynamoTaskStore } from '../../lambdas/adapters/dynamodb/task-store';
import { useLocalAws } from './aws-env';

/**
 * An empty ledger over DynamoDB's wire protocol, with the stores that work on it: on dynalite, or on the DynamoDB that
 * `DYNAMODB_ENDPOINT` names.
 */
export async function startLedger() {
  const given = process.env.DYNAMODB_ENDPOINT;
  const dynamo = given === undefined ? await startDynalite() : { url: given, stop: async () => {} };
  useLocalAws({ AWS_ENDPOINT_URL_DYNAMODB: dynamo.url });
  const client = dynamoClient();
  const tableName = `ledger-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  if (given !== undefined) {
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: tableName });
  }
  const table = new Table(client, tableName);
  return {
    url: dynamo.url,
    client,
    tableName,
    table,
    audits: new DynamoAuditStore(table),
    calls: new DynamoCallStore(table),
    evidence: new DynamoEvidenceStore(table),
    index: new DynamoCallIndex(table),
    feed: new DynamoChangeFeed(table),
    listings: new DynamoListingStore(table),
    known: new DynamoKnownCalls(table),
    dueCalls: new DynamoDueCallStore(table),
    replays: new DynamoReplayStore(table),
    schedules: new DynamoScheduleStore(table),
    tasks: new DynamoTaskStore(table),
    pace: new DynamoPaceStore(client, tableName),
    stop: async () => {
      if (given !== undefined) await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
      await dynamo.stop();
    },
  };
}

export type TestLedger = Awaited<ReturnType<typeof startLedger>>;

async function startDynalite() {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
