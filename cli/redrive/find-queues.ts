import { findOutputs } from '../api/find-outputs';
import type { RedriveOptions } from '../commands/redrive';
import type { Context } from '../context';
import { usageError } from '../errors';

export interface Queues {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** The queue and its dead letters: as told, or from the outputs of the stack or the local stage. @throws CliError */
export async function findQueues(
  context: Context,
  { queueUrl, deadLetterQueueUrl }: RedriveOptions,
): Promise<Queues> {
  if (queueUrl !== undefined && deadLetterQueueUrl !== undefined) {
    return { queueUrl, deadLetterQueueUrl };
  }
  if (queueUrl !== undefined || deadLetterQueueUrl !== undefined) {
    throw usageError('give both --queue-url and --dead-letter-queue-url');
  }
  const output = await findOutputs(context, '--queue-url and --dead-letter-queue-url');
  return { queueUrl: output('QueueUrl'), deadLetterQueueUrl: output('DeadLetterQueueUrl') };
}
