import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { PaceState } from '../../domain/pace';
import { applied, type PaceChange, type PaceStore } from '../../domain/pace-change';

/** The key of the pace item: one for the whole ledger. */
export const paceKey = { pk: 'PACE', sk: 'GONG' };

const count = v.pipe(v.number(), v.safeInteger());
const paceItem = v.object({
  tat: count,
  guard: count,
  dayStart: count,
  dayEnd: count,
  dayTaught: v.boolean(),
  spent: count,
  pausedUntil: count,
  pauseReason: v.picklist(['paused', 'day-spent']),
  refusedAt: count,
  refusals: count,
  openUntil: count,
  openStatus: v.picklist([0, 401, 403]),
  openScope: v.string(),
  proven: v.string(),
  probeUntil: count,
  chunkSize: v.pipe(count, v.minValue(1)),
}) satisfies v.GenericSchema<unknown, PaceState>;

/** The pace item in the ledger's table: under 1 KB, so that a slot costs one write unit. */
export class DynamoPaceStore implements PaceStore {
  constructor(
    private readonly dynamo: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  async read(): Promise<PaceState | undefined> {
    const { Item } = await this.dynamo.send(
      new GetCommand({ TableName: this.table, Key: paceKey, ConsistentRead: true }),
    );
    return Item && v.parse(paceItem, Item);
  }

  async write(change: PaceChange): Promise<PaceState | undefined> {
    const command = new UpdateCommand({
      TableName: this.table,
      Key: paceKey,
      ReturnValues: 'ALL_NEW',
      ...expressionsOf(change),
    });
    try {
      const { Attributes } = await this.dynamo.send(command);
      return v.parse(paceItem, Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}

/** Every name goes by a placeholder: DynamoDB reserves common words, and more of them over time. */
function expressionsOf(change: PaceChange) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const name = (field: string) => {
    names[`#${field}`] = field;
    return `#${field}`;
  };
  const value = (given: unknown) => {
    const key = `:v${Object.keys(values).length}`;
    values[key] = given;
    return key;
  };
  const set = change.create ? applied(change.create, change) : change.set;
  const sets = Object.entries(set).map(([field, given]) => `${name(field)} = ${value(given)}`);
  const adds = Object.entries(change.create ? {} : (change.add ?? {})).map(
    ([field, given]) => `${name(field)} = ${name(field)} + ${value(given)}`,
  );
  const tests = change.create
    ? [`attribute_not_exists(${name('pk')})`]
    : change.when.map((test) => `${name(test.field)} ${test.is} ${value(test.value)}`);
  return {
    UpdateExpression: `SET ${[...sets, ...adds].join(', ')}`,
    ConditionExpression: tests.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}
