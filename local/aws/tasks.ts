import * as v from 'valibot';
import type { Operations } from './aws-server';

const success = v.object({ taskToken: v.string(), output: v.string() });
const failure = v.object({
  taskToken: v.string(),
  error: v.optional(v.string()),
  cause: v.optional(v.string()),
});

/** An answer to a step of a state machine. */
export type TaskAnswer =
  | { readonly taskToken: string; readonly output: unknown }
  | { readonly taskToken: string; readonly error?: string; readonly cause?: string };

const keptAnswers = 1_000;

/** Step Functions, as far as answers to waiting steps go: no state machine runs here, the answers are kept. */
export class Tasks {
  private readonly kept: TaskAnswer[] = [];

  readonly operations: Operations = {
    'AWSStepFunctions.SendTaskSuccess': (input) => {
      const { taskToken, output } = v.parse(success, input);
      return this.keep({ taskToken, output: JSON.parse(output) });
    },
    'AWSStepFunctions.SendTaskFailure': (input) => {
      const { taskToken, error, cause } = v.parse(failure, input);
      const said = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
      return this.keep({ taskToken, ...said });
    },
  };

  /** The last answers, oldest first. */
  answers(): readonly TaskAnswer[] {
    return this.kept;
  }

  private keep(answer: TaskAnswer): object {
    this.kept.push(answer);
    if (this.kept.length > keptAnswers) this.kept.shift();
    return {};
  }
}
