import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

export const paceTable = 'bench';

/** The ledger's keys; nothing else of it matters here. */
export async function createTable(dynamoUrl: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint: dynamoUrl });
  const names = [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: paceTable,
      KeySchema: names,
      AttributeDefinitions: names.map(({ AttributeName }) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  client.destroy();
}
