import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TableModel } from '../model';
import { localClient } from './local-client';

/**
 * Creates the tables of the template, unless there.
 * @throws Error for a table that is there with other keys: its data belongs to another version
 */
export async function createTables(tables: readonly TableModel[], endpoint: string): Promise<void> {
  const client = new DynamoDBClient(localClient(endpoint));
  try {
    for (const table of tables) await createTable(client, table);
  } finally {
    client.destroy();
  }
}

async function createTable(client: DynamoDBClient, { name, definition }: TableModel) {
  try {
    await client.send(new CreateTableCommand(definition as unknown as CreateTableCommandInput));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (!isDeepStrictEqual(Table?.KeySchema, definition.KeySchema)) {
      throw new Error(`the stored table ${name} has other keys than the template's`);
    }
  }
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: name });
}
