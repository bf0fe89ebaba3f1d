import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { inParallel } from '../../domain/in-parallel';
import type { Key } from './keys';

export type Item = Record<string, unknown>;

/** Rounds of resending what DynamoDB left unprocessed in a batch; the SDK does not do it. */
const batchRounds = 8;

/** The ledger's table: DynamoDB's verbs with this system's habits, nothing about its items. */
export class Table {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
  ) {}

  async get(key: Key, consistent = true): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.tableName, Key: { ...key }, ConsistentRead: consistent }),
    );
    return Item;
  }

  async put(item: Key & Item): Promise<void> {
    await this.client.send(new PutCommand({ TableName: this.tableName, Item: item }));
  }

  /** Puts the item unless there is one; tells whether it did. */
  async putIfAbsent(item: Key & Item): Promise<boolean> {
    return refusable(
      this.client.send(
        new PutCommand({
          TableName: this.tableName,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
  }

  /** Replaces an item under a condition; tells whether the condition held. */
  async putIf(
    item: Key & Item,
    condition: string,
    names: Record<string, string>,
    values: Item,
  ): Promise<boolean> {
    return refusable(
      this.client.send(
        new PutCommand({
          TableName: this.tableName,
          Item: item,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        }),
      ),
    );
  }

  /** Gives the item afterwards, or `undefined` if the condition did not hold. */
  async update(
    key: Key,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key' | 'ReturnValues'>,
  ): Promise<Item | undefined> {
    const sent = this.client.send(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { ...key },
        ...update,
        ReturnValues: 'ALL_NEW',
      }),
    );
    return sent.then(({ Attributes }) => Attributes ?? {}, unlessRefused);
  }

  /** One page of a key range; `next` is where the following one starts. */
  async page(input: Omit<QueryCommandInput, 'TableName'>): Promise<{ items: Item[]; next?: Item }> {
    const { Items, LastEvaluatedKey } = await this.client.send(
      new QueryCommand({ TableName: this.tableName, ...input }),
    );
    return { items: Items ?? [], ...(LastEvaluatedKey ? { next: LastEvaluatedKey } : {}) };
  }

  /**
   * All items of a key range, page by page. `Limit`: items looked at in the first page; each further one is four times as
   * long, until DynamoDB ends it at 1 MB.
   */
  async *query({ Limit, ...input }: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Item> {
    let start: Item | undefined;
    let limit = Limit;
    do {
      const page = await this.page({
        ...input,
        ...(limit === undefined ? {} : { Limit: limit }),
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      yield* page.items;
      start = page.next;
      limit = limit && limit * 4;
    } while (start);
  }

  /** Items of one partition between two sort keys, both included. */
  between(
    pk: string,
    from: string,
    to: string,
    options: Partial<QueryCommandInput> = {},
  ): AsyncGenerator<Item> {
    const { ExpressionAttributeValues, ...rest } = options;
    return this.query({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ConsistentRead: true,
      ...rest,
      ExpressionAttributeValues: {
        ':pk': pk,
        ':from': from,
        ':to': to,
        ...ExpressionAttributeValues,
      },
    });
  }

  /** Puts many items, in no order and under no condition. */
  async putAll(items: readonly (Key & Item)[]): Promise<void> {
    await inParallel(6, groups(items, 25), async (group) => {
      let left: Item[] = group.map((Item) => ({ PutRequest: { Item } }));
      for (let round = 0; left.length > 0; round++) {
        await backOff(round);
        const { UnprocessedItems } = await this.client.send(
          new BatchWriteCommand({ RequestItems: { [this.tableName]: left } }),
        );
        left = UnprocessedItems?.[this.tableName] ?? [];
      }
    });
  }

  async getAll(keys: readonly Key[], consistent: boolean): Promise<Item[]> {
    const found = await inParallel(4, groups(keys, 100), async (group) => {
      const items: Item[] = [];
      let left: Item[] = group.map((key) => ({ ...key }));
      for (let round = 0; left.length > 0; round++) {
        await backOff(round);
        const { Responses, UnprocessedKeys } = await this.client.send(
          new BatchGetCommand({
            RequestItems: { [this.tableName]: { Keys: left, ConsistentRead: consistent } },
          }),
        );
        items.push(...(Responses?.[this.tableName] ?? []));
        left = UnprocessedKeys?.[this.tableName]?.Keys ?? [];
      }
      return items;
    });
    return found.flat();
  }
}

/** All values of an async sequence. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

function groups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

async function backOff(round: number): Promise<void> {
  if (round === 0) return;
  if (round > batchRounds) throw new Error('DynamoDB left items of a batch unprocessed');
  const longest = Math.min(2_000, 25 * 2 ** round);
  await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
}

const refusable = (sent: Promise<unknown>): Promise<boolean> =>
  sent.then(
    () => true,
    (error) => unlessRefused(error) ?? false,
  );

function unlessRefused(error: unknown): undefined {
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
  throw error;
}
