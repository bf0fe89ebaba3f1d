import * as v from 'valibot';
import type { DueCall, DueCallStore, DueRound } from '../../domain/due-calls';
import { momentKey } from './keys';
import { collect, type Item, type Table } from './table';
import { dueKey, duePartition, dueRoundKey } from './trigger-keys';

const dueItem = v.object({
  callId: v.string(),
  dueAt: v.number(),
  announcedAt: v.number(),
  cause: v.string(),
});
const roundItem = v.object({ from: v.number(), to: v.exactOptional(v.number()) });

const dayMs = 24 * 3_600_000;
/** Started long ago by then: entries are bookkeeping, not history. */
const keptMs = 30 * dayMs;

/** Calls that are to be audited later, by the day on which they are due. */
export class DynamoDueCallStore implements DueCallStore {
  constructor(private readonly table: Table) {}

  async putDue(calls: readonly DueCall[]): Promise<void> {
    for (const call of calls) {
      await this.table.put({
        ...dueKey(call.dueAt, call.callId, call.cause),
        ...call,
        expiresAt: Math.ceil((call.dueAt + keptMs) / 1_000),
      });
    }
  }

  async due({ from, to }: Required<DueRound>): Promise<DueCall[]> {
    const items: Item[] = [];
    for (const partition of partitions(from, to)) {
      items.push(...(await collect(this.table.between(partition, momentKey(from), momentKey(to)))));
    }
    return items.map((item) => v.parse(dueItem, item));
  }

  async round(): Promise<DueRound | undefined> {
    const item = await this.table.get(dueRoundKey);
    return item && v.parse(roundItem, item);
  }

  async moveRound(before: DueRound | undefined, after: DueRound): Promise<boolean> {
    const item = { ...dueRoundKey, ...after };
    if (!before) return this.table.putIfAbsent(item);
    const isOpen = before.to !== undefined;
    return this.table.putIf(
      item,
      `#from = :from AND ${isOpen ? '#to = :to' : 'attribute_not_exists(#to)'}`,
      { '#from': 'from', '#to': 'to' },
      { ':from': before.from, ...(isOpen ? { ':to': before.to } : {}) },
    );
  }
}

function partitions(from: number, to: number): string[] {
  const days = new Set<string>();
  for (let moment = from; moment < to; moment += dayMs) days.add(duePartition(moment));
  return [...days.add(duePartition(to))];
}
