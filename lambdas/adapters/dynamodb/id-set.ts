import * as v from 'valibot';
import type { Key } from './keys';
import type { Table } from './table';

/** A set of IDs in one item: what still needs work. It must stay small; an item holds about 10,000 IDs. */
export class IdSet {
  constructor(
    private readonly table: Table,
    private readonly key: Key,
  ) {}

  async ids(): Promise<string[]> {
    const item = await this.table.get(this.key);
    return [...(v.parse(v.optional(v.set(v.string())), item?.ids) ?? [])];
  }

  add = (id: string): Promise<void> => this.change('ADD', id);
  remove = (id: string): Promise<void> => this.change('DELETE', id);

  private async change(verb: 'ADD' | 'DELETE', id: string): Promise<void> {
    await this.table.update(this.key, {
      UpdateExpression: `${verb} #ids :ids`,
      ExpressionAttributeNames: { '#ids': 'ids' },
      ExpressionAttributeValues: { ':ids': new Set([id]) },
    });
  }
}
