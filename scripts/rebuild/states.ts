import { fromStateItem, usersOfItem } from '../../lambdas/adapters/dynamodb/call-items';
import { bucketPartition, usersKey } from '../../lambdas/adapters/dynamodb/keys';
import { collect, type Table } from '../../lambdas/adapters/dynamodb/table';
import type { CallState } from '../../lambdas/domain/call-state';
import { inParallel } from '../../lambdas/domain/in-parallel';

/** All states of a bucket, by call. */
export async function statesOf(table: Table, bucket: string): Promise<Map<string, CallState>> {
  const items = await collect(table.between(bucketPartition(bucket), 'CALL#', 'CALL#~'));
  const states = await inParallel(8, items, (item) =>
    fromStateItem(item, async (callId, observedAt) =>
      usersOfItem(await table.get(usersKey(callId, observedAt))),
    ),
  );
  return new Map(states.map((state) => [state.callId, state]));
}
