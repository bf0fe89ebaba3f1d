import type { ReplayStore } from '../../domain/webhook';
import type { Table } from './table';
import { replayKey } from './trigger-keys';

/** Tokens of webhooks, until they expire. What has expired is refused for that, so its entry may vanish or stay. */
export class DynamoReplayStore implements ReplayStore {
  constructor(private readonly table: Table) {}

  async note(token: string, expiresAt: number): Promise<{ isDone: boolean }> {
    const key = replayKey(token);
    const isNew = await this.table.putIfAbsent({ ...key, expiresAt: Math.ceil(expiresAt / 1_000) });
    return { isDone: !isNew && (await this.table.get(key))?.isDone === true };
  }

  async markDone(token: string): Promise<void> {
    await this.table.update(replayKey(token), {
      UpdateExpression: 'SET #isDone = :true',
      ExpressionAttributeNames: { '#isDone': 'isDone' },
      ExpressionAttributeValues: { ':true': true },
    });
  }
}
