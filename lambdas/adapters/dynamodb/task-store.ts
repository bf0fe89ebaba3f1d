import * as v from 'valibot';
import { inParallel } from '../../domain/in-parallel';
import type { PendingTask, TaskStore } from '../../domain/task-answers';
import { IdSet } from './id-set';
import type { Table } from './table';
import { taskKey, tasksKey } from './trigger-keys';

const taskItem = v.object({
  taskId: v.string(),
  taskToken: v.string(),
  auditId: v.exactOptional(v.string()),
  rejection: v.exactOptional(v.object({ code: v.string(), reason: v.string() })),
  notedAt: v.number(),
});

/** A state machine runs for a year at most; its tokens are of no use after that. */
const keptMs = 366 * 24 * 3_600_000;

/** Steps of state machines that wait for an answer. */
export class DynamoTaskStore implements TaskStore {
  private readonly pending: IdSet;

  constructor(private readonly table: Table) {
    this.pending = new IdSet(table, tasksKey);
  }

  async noteTask(task: PendingTask): Promise<void> {
    const expiresAt = Math.ceil((task.notedAt + keptMs) / 1_000);
    await this.table.putIfAbsent({ ...taskKey(task.taskId), ...task, expiresAt });
    await this.pending.add(task.taskId);
  }

  async pendingTasks(): Promise<PendingTask[]> {
    const items = await inParallel(8, await this.pending.ids(), (id) =>
      this.table.get(taskKey(id)),
    );
    return items.flatMap((item) => (item ? v.parse(taskItem, item) : []));
  }

  async clearTask(taskId: string): Promise<void> {
    await this.pending.remove(taskId);
  }
}
