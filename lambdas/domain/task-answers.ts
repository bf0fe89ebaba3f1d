import { type Audit, hasEnded, type Totals } from './audit';
import { coverage } from './observation';
import type { AuditStore, Clock } from './ports';

/** A step of a state machine that waits for an audit, or to hear that there is none. */
export interface PendingTask {
  readonly taskId: string;
  readonly taskToken: string;
  readonly auditId?: string;
  /** Why there is no audit: a stable code and a text. */
  readonly rejection?: { readonly code: string; readonly reason: string };
  /** Milliseconds since 1970. */
  readonly notedAt: number;
}

export interface TaskStore {
  /** May be repeated. */
  noteTask(task: PendingTask): Promise<void>;
  pendingTasks(): Promise<PendingTask[]>;
  clearTask(taskId: string): Promise<void>;
}

/** What a state machine goes on with. */
export interface TaskSummary {
  readonly auditId: string;
  readonly status: Audit['status'];
  readonly requested: number;
  readonly totals: Totals;
  /** Accesses (one user, one call) that the audit found granted and revoked since the observations before. */
  readonly changes: { readonly granted: number; readonly revoked: number };
  readonly coverage: string;
}

/** `gone`: nobody waits any more (timed out, stopped, answered before). */
export type TaskAnswer = 'answered' | 'gone';

/** @throws Error if the answer did not arrive and may be sent again */
export interface TaskAnswers {
  succeed(taskToken: string, summary: TaskSummary): Promise<TaskAnswer>;
  fail(taskToken: string, error: string, cause: string): Promise<TaskAnswer>;
}

export interface AnswerTasksDeps {
  readonly audits: AuditStore;
  readonly tasks: TaskStore;
  readonly taskAnswers: TaskAnswers;
  readonly clock: Clock;
}

export interface TasksReport {
  readonly answered: number;
  /** Nobody waited for these any more. */
  readonly gone: number;
  /** Could not be sent, and will be tried again. */
  readonly unanswered: number;
}

/** An answer that could not be sent for a day never will be (a permission is missing, for example). */
const giveUpMs = 24 * 3_600_000;

/** Answers the tasks whose audits have ended or were never begun. An answer twice is as one: the second is `gone`. */
export async function answerTasks(deps: AnswerTasksDeps): Promise<TasksReport> {
  const report = { answered: 0, gone: 0, unanswered: 0 };
  for (const task of await deps.tasks.pendingTasks()) {
    const audit = task.auditId === undefined ? undefined : await deps.audits.audit(task.auditId);
    if (!task.rejection && !(audit && hasEnded(audit.status))) continue;
    report[await answer(deps, task, audit)] += 1;
  }
  return report;
}

async function answer(
  deps: AnswerTasksDeps,
  task: PendingTask,
  audit: Audit | undefined,
): Promise<keyof TasksReport> {
  const since = audit?.completedAt ?? task.notedAt;
  try {
    const sent = await send(deps, task, audit);
    await deps.tasks.clearTask(task.taskId);
    return sent;
  } catch {
    if (deps.clock() - since > giveUpMs) await deps.tasks.clearTask(task.taskId);
    return 'unanswered';
  }
}

async function send(
  deps: AnswerTasksDeps,
  { taskToken, rejection }: PendingTask,
  audit: Audit | undefined,
): Promise<TaskAnswer> {
  if (rejection) return deps.taskAnswers.fail(taskToken, 'AuditRejected', rejection.reason);
  if (!audit) return 'gone';
  const { auditId, status } = audit;
  if (status === 'failed' || status === 'cancelled') {
    const cause = audit.failure ?? `audit ${auditId} is ${status}`;
    return deps.taskAnswers.fail(
      taskToken,
      status === 'failed' ? 'AuditFailed' : 'AuditCancelled',
      cause,
    );
  }
  return deps.taskAnswers.succeed(taskToken, await summaryOf(deps, audit));
}

async function summaryOf(deps: AnswerTasksDeps, audit: Audit): Promise<TaskSummary> {
  const { auditId, status, requested, totals } = audit;
  const none = { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: 0 };
  const changes = { granted: 0, revoked: 0 };
  let cursor: string | undefined;
  do {
    const page = await deps.audits.chunkChanges(auditId, {
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { granted, revoked } of page.changes) {
      changes.granted += granted.length;
      changes.revoked += revoked.length;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { auditId, status, requested, totals: totals ?? none, changes, coverage };
}
