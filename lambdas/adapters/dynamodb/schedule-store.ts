import * as v from 'valibot';
import type { ScheduleStore } from '../../domain/schedule';
import type { Table } from './table';
import { scheduleKey } from './trigger-keys';

const endItem = v.object({ end: v.number() });

/** How far each schedule has come. */
export class DynamoScheduleStore implements ScheduleStore {
  constructor(private readonly table: Table) {}

  async lastEnd(schedule: string): Promise<number | undefined> {
    const item = await this.table.get(scheduleKey(schedule));
    return item && v.parse(endItem, item).end;
  }

  async moveEnd(schedule: string, end: number): Promise<void> {
    await this.table.update(scheduleKey(schedule), {
      UpdateExpression: 'SET #end = :end',
      ConditionExpression: 'attribute_not_exists(#end) OR #end < :end',
      ExpressionAttributeNames: { '#end': 'end' },
      ExpressionAttributeValues: { ':end': end },
    });
  }
}
