import type { ChunkMessage } from '../../lambdas/domain/chunk-message';
import type { LedgerEvent } from '../../lambdas/domain/events';
import type { ListingMessage } from '../../lambdas/domain/listing-message';
import type { Ask, ChunkQueue, EventBus, Gong, GongAnswer } from '../../lambdas/domain/ports';
import type { TaskAnswer, TaskAnswers, TaskSummary } from '../../lambdas/domain/task-answers';
import type { ListingQueue } from '../../lambdas/domain/trigger-ports';

export class RecordingQueue implements ChunkQueue {
  readonly sent: ChunkMessage[] = [];

  async send(messages: readonly ChunkMessage[]): Promise<void> {
    this.sent.push(...messages);
  }

  async depth(): Promise<number> {
    return this.sent.length;
  }
}

export class RecordingListingQueue implements ListingQueue {
  readonly sent: string[] = [];

  async send(messages: readonly ListingMessage[]): Promise<void> {
    this.sent.push(...messages.map(({ auditId }) => auditId));
  }
}

export class RecordingBus implements EventBus {
  readonly published: LedgerEvent[] = [];

  async publish(events: readonly LedgerEvent[]): Promise<void> {
    this.published.push(...events);
  }
}

/** Gong's answers from a map of users by call; other calls are not found. Slots are the present time, ever later. */
export class ScriptedGong implements Gong {
  readonly asked: (readonly string[])[] = [];
  /** What the next requests fail with. */
  readonly failures: Error[] = [];
  /** Called before each answer. */
  before: () => Promise<void> = async () => undefined;
  private slot = 0;

  /** `undefined` users: the answer is valid and does not name the call. */
  constructor(readonly users: Map<string, readonly string[] | undefined>) {}

  async usersAccess(callIds: readonly string[], _ask: Ask): Promise<GongAnswer> {
    this.asked.push(callIds);
    await this.before();
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.slot = Math.max(this.slot + 1, Date.now());
    const requestId = `gong-${this.asked.length}`;
    const known = callIds.every((callId) => this.users.has(callId));
    const body = known
      ? { requestId, callAccessList: callIds.flatMap((callId) => this.access(callId)) }
      : { requestId, errors: ['Some calls not found'] };
    return {
      kind: known ? 'answered' : 'calls-not-found',
      slot: this.slot,
      requestId,
      body: JSON.stringify(body),
    };
  }

  private access(callId: string) {
    const users = this.users.get(callId);
    return users ? [{ callId, users: users.map((userId) => ({ userId })) }] : [];
  }
}

/** Answers to state machines; a token may be said to be gone. */
export class RecordingTasks implements TaskAnswers {
  readonly succeeded: { taskToken: string; summary: TaskSummary }[] = [];
  readonly failed: { taskToken: string; error: string; cause: string }[] = [];
  readonly gone = new Set<string>();

  async succeed(taskToken: string, summary: TaskSummary): Promise<TaskAnswer> {
    if (this.gone.has(taskToken)) return 'gone';
    this.succeeded.push({ taskToken, summary });
    this.gone.add(taskToken);
    return 'answered';
  }

  async fail(taskToken: string, error: string, cause: string): Promise<TaskAnswer> {
    if (this.gone.has(taskToken)) return 'gone';
    this.failed.push({ taskToken, error, cause });
    this.gone.add(taskToken);
    return 'answered';
  }
}
