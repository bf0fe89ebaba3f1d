import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Units that one kind of item took. */
export interface Usage {
  writes: number;
  reads: number;
  requests: number;
}

/** Counts the units that a client's requests took, as DynamoDB itself says, by the kind of item. */
export class Meter {
  readonly byKind = new Map<string, Usage>();

  constructor(client: DynamoDBDocumentClient) {
    client.middlewareStack.add(
      (next) => async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const answer = await next(args);
        this.count(args.input, answer.output);
        return answer;
      },
      { step: 'initialize', priority: 'high' },
    );
  }

  reset(): void {
    this.byKind.clear();
  }

  total(): Usage {
    const total = { writes: 0, reads: 0, requests: 0 };
    for (const usage of this.byKind.values()) {
      total.writes += usage.writes;
      total.reads += usage.reads;
      total.requests += usage.requests;
    }
    return total;
  }

  private count(input: object, output: object): void {
    const isWrite = 'Item' in input || 'UpdateExpression' in input || isBatchWrite(input);
    const units = unitsOf(output);
    const usage = this.byKind.get(kindOf(input)) ?? { writes: 0, reads: 0, requests: 0 };
    usage.requests += 1;
    usage[isWrite ? 'writes' : 'reads'] += units;
    this.byKind.set(kindOf(input), usage);
  }
}

interface Consumed {
  readonly CapacityUnits?: number;
}

function unitsOf(output: { ConsumedCapacity?: Consumed | readonly Consumed[] }): number {
  const all = [output.ConsumedCapacity ?? []].flat();
  return all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

const isBatchWrite = (input: object) => JSON.stringify(firstOf(input)).startsWith('{"PutRequest"');

/** The first entry of a batch: this system's batches hold one kind of item. */
function firstOf(input: { RequestItems?: Record<string, unknown> }): unknown {
  const [entries] = Object.values(input.RequestItems ?? {});
  if (Array.isArray(entries)) return entries[0];
  return (entries as { Keys?: readonly unknown[] } | undefined)?.Keys?.[0] ?? {};
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^SEEN#/, 'receipts'],
  [/^USER#/, 'postings'],
  [/^FEED#/, 'feed'],
  [/^BUCKET#.* CALL#/, 'states'],
  [/^BUCKET#.* CHANGE#/, 'history'],
  [/ EVIDENCE#| PART#/, 'evidence'],
  [/ CHUNK#/, 'chunks'],
  [/ PROGRESS#/, 'progress'],
  [/ CHANGES#/, 'changes of the audit'],
  [/^AUDIT#.* META|^AUDITS|^WORK/, 'audit'],
];

function kindOf(input: object): string {
  const { pk, sk } = keysIn(input);
  return kinds.find(([pattern]) => pattern.test(`${pk} ${sk}`))?.[1] ?? `other ${pk} ${sk}`;
}

interface Request {
  readonly RequestItems?: Record<string, unknown>;
  readonly Item?: Record<string, unknown>;
  readonly Key?: Record<string, unknown>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

function keysIn(input: Request): { pk: string; sk: string } {
  const values = input.ExpressionAttributeValues;
  const queried = { pk: values?.[':pk'], sk: values?.[':from'] };
  const first = firstOf(input) as { PutRequest?: { Item: Record<string, unknown> } };
  const keys = input.Item ?? input.Key ?? (values?.[':pk'] ? queried : undefined);
  const { pk, sk } = keys ?? first.PutRequest?.Item ?? (first as Record<string, unknown>);
  return { pk: String(pk), sk: String(sk) };
}
