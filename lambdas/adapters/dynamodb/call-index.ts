import * as v from 'valibot';
import type { CallState, Change } from '../../domain/call-state';
import { inParallel } from '../../domain/in-parallel';
import type { CallIndex } from '../../domain/ports';
import { fromChangeItem, fromStateItem, type LoadUsers, usersOfItem } from './call-items';
import { bucketPartition, postingsKey, usersKey } from './keys';
import { collect, type Table } from './table';

const requestsAtOnce = 16;

/** Sorts after the call itself and before every other one: `!` comes before all digits. */
const justAfter = (callId: string | undefined) => (callId === undefined ? '' : `${callId}!`);

/** The way from users to calls, in the ledger's table. */
export class DynamoCallIndex implements CallIndex {
  constructor(private readonly table: Table) {}

  async bucketsOf(userId: string): Promise<string[]> {
    const item = await this.table.get(postingsKey(userId));
    return [...(v.parse(v.optional(v.set(v.string())), item?.buckets) ?? [])].sort();
  }

  async stretch(
    bucket: string,
    after: string | undefined,
    userId: string,
    most: number,
  ): Promise<{ states: CallState[]; upTo?: string }> {
    const { items, next } = await this.table.page({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      FilterExpression:
        'contains(#users, :user) OR attribute_exists(#many) OR attribute_exists(#outbox)',
      ExpressionAttributeNames: { '#users': 'users', '#many': 'hasUsersItem', '#outbox': 'outbox' },
      ExpressionAttributeValues: {
        ':pk': bucketPartition(bucket),
        ':from': `CALL#${justAfter(after)}`,
        ':to': 'CALL#~',
        ':user': userId,
      },
      ConsistentRead: true,
      Limit: most,
    });
    const states = await inParallel(requestsAtOnce, items, (item) =>
      fromStateItem(item, this.loadUsers),
    );
    return { states, ...(next ? { upTo: String(next.sk).slice('CALL#'.length) } : {}) };
  }

  async history(
    bucket: string,
    after: string | undefined,
    upTo: string | undefined,
    moment: number,
  ): Promise<{ ended: Change[]; late: Set<string> }> {
    const range = (kind: string) =>
      [
        `${kind}#${justAfter(after)}`,
        upTo === undefined ? `${kind}#~` : `${kind}#${upTo}#~`,
      ] as const;
    const pk = bucketPartition(bucket);
    const ended = this.table.between(pk, ...range('CHANGE'), {
      FilterExpression: '#observedAt > :moment',
      ExpressionAttributeNames: { '#observedAt': 'observedAt' },
      ExpressionAttributeValues: { ':moment': moment },
    });
    const late = this.table.between(pk, ...range('LATE'), { ProjectionExpression: 'sk' });
    const [endedItems, lateItems] = await Promise.all([collect(ended), collect(late)]);
    return {
      ended: await inParallel(requestsAtOnce, endedItems, (item) =>
        fromChangeItem(item, this.loadUsers),
      ),
      late: new Set(lateItems.map(({ sk }) => String(sk).split('#')[1] ?? '')),
    };
  }

  private readonly loadUsers: LoadUsers = async (callId, observedAt) =>
    usersOfItem(await this.table.get(usersKey(callId, observedAt)));
}
