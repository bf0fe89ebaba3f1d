import { type DomainError, InvalidInput, TooManyCalls } from './errors';
import { coverage } from './observation';
import type { Clock, EventBus } from './ports';
import { digest } from './request-audit';
import type { TaskStore } from './task-answers';

export interface RejectDeps {
  readonly tasks: TaskStore;
  readonly events: EventBus;
  readonly clock: Clock;
}

export interface Rejected {
  /** Of the event that asked. */
  readonly requestId: string;
  readonly requestedBy: string;
  readonly taskToken?: string;
}

/** Tells everybody that a request is not valid: trying it again would change nothing. */
export async function rejectAudit(
  deps: RejectDeps,
  { requestId, requestedBy, taskToken }: Rejected,
  error: DomainError,
): Promise<void> {
  const { code, message: reason } = error;
  const isAboutField = error instanceof InvalidInput || error instanceof TooManyCalls;
  const field = isAboutField ? error.field : undefined;
  if (taskToken !== undefined) {
    await deps.tasks.noteTask({
      taskId: digest(taskToken),
      taskToken,
      rejection: { code, reason },
      notedAt: deps.clock(),
    });
  }
  await deps.events.publish([
    {
      detailType: 'Audit Rejected',
      detail: {
        schemaVersion: 1,
        eventId: `${requestId}-rejected`,
        code,
        reason,
        ...(field === undefined ? {} : { field }),
        requestId,
        requestedBy,
        coverage,
      },
    },
  ]);
}
