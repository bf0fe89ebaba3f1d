import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { dynamoClient } from '../../../lambdas/adapters/dynamodb/client';
import { useLocalAws } from '../../support/aws-env';

export const paceTable = 'pace-test';

export interface PaceDynamo {
  readonly url: string;
  readonly client: DynamoDBDocumentClient;
  stop(): Promise<void>;
}

/** A real DynamoDB wire protocol with the ledger's keys. */
export async function startPaceDynamo(): Promise<PaceDynamo> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
