import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { DynamoAuditStore } from '../../lambdas/adapters/dynamodb/audit-store';
import { DynamoCallStore } from '../../lambdas/adapters/dynamodb/call-store';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { DynamoPaceStore } from '../../lambdas/adapters/dynamodb/pace-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import { useLocalAws } from './aws-env';

const tableName = 'ledger-test';

/** An empty ledger over DynamoDB's wire protocol, with the stores that work on it. */
export async function startLedger() {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  useLocalAws({ AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` });
  const client = dynamoClient();
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
  const table = new Table(client, tableName);
  return {
    audits: new DynamoAuditStore(table),
    calls: new DynamoCallStore(table),
    evidence: new DynamoEvidenceStore(table),
    pace: new DynamoPaceStore(client, tableName),
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
