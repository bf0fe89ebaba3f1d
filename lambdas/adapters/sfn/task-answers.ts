import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { TaskAnswer, TaskAnswers, TaskSummary } from '../../domain/task-answers';

/** Longest cause that Step Functions takes. */
const longestCause = 32_768;

/** Answers to steps of state machines that wait with a task token. */
export class SfnTaskAnswers implements TaskAnswers {
  constructor(private readonly client: SFNClient) {}

  succeed(taskToken: string, summary: TaskSummary): Promise<TaskAnswer> {
    const output = JSON.stringify(summary);
    return unlessGone(this.client.send(new SendTaskSuccessCommand({ taskToken, output })));
  }

  fail(taskToken: string, error: string, cause: string): Promise<TaskAnswer> {
    const short = cause.slice(0, longestCause);
    return unlessGone(
      this.client.send(new SendTaskFailureCommand({ taskToken, error, cause: short })),
    );
  }
}

/** A step that timed out, was stopped or was answered before is nobody's concern any more. */
async function unlessGone(sent: Promise<unknown>): Promise<TaskAnswer> {
  try {
    await sent;
    return 'answered';
  } catch (error) {
    const isGone = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some(
      (kind) => error instanceof kind,
    );
    if (isGone) return 'gone';
    throw error;
  }
}
