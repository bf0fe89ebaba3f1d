import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { dynamoClient } from '../../../lambdas/adapters/dynamodb/client';
import { useLocalAws } from '../../support/aws-env';

export const paceTable = `pace-test-${process.pid}-${Date.now()}`;

export interface PaceDynamo {
  readonly url: string;
  readonly client: DynamoDBDocumentClient;
  stop(): Promise<void>;
}

/**
 * A table with the ledger's keys behind the real wire protocol: dynalite, or the DynamoDB that
 * `TEST_DYNAMODB_ENDPOINT` names, to hold the expressions against another implementation.
 */
export async function startPaceDynamo(): Promise<PaceDynamo> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = process.env.TEST_DYNAMODB_ENDPOINT ?? own;
  useLocalAws({ AWS_ENDPOINT_URL_DYNAMODB: url });
  const client = dynamoClient();
  await createPaceTable(client);
  return {
    url,
    client,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function createPaceTable(client: DynamoDBDocumentClient): Promise<void> {
  const keys = [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ];
  const AttributeDefinitions = keys.map(({ AttributeName }) => ({
    AttributeName,
    AttributeType: 'S' as const,
  }));
  await client.send(
    new CreateTableCommand({
      TableName: paceTable,
      KeySchema: keys,
      AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}
