import * as v from 'valibot';
import { isLoopback } from '../api/find-url';
import { readStackOutputs } from '../api/stack-outputs';
import type { RedriveOptions } from '../commands/redrive';
import type { Context } from '../context';
import { CliError, usageError } from '../errors';

export interface Queues {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

const localOutputs = v.object({ QueueUrl: v.string(), DeadLetterQueueUrl: v.string() });

/** The queue and its dead letters: as told, from the stack's outputs, or as the local stage says. @throws CliError */
export async function findQueues(
  { api, options, env }: Context,
  { queueUrl, deadLetterQueueUrl }: RedriveOptions,
): Promise<Queues> {
  if (queueUrl !== undefined && deadLetterQueueUrl !== undefined) {
    return { queueUrl, deadLetterQueueUrl };
  }
  const stack = options.stack ?? env.GONG_ACCESS_STACK;
  if (stack) return readStackOutputs(stack, options.region);
  if (!isLoopback(api.baseUrl)) {
    throw usageError(
      'the queues are not known',
      'Give --stack, or --queue-url and --dead-letter-queue-url.',
    );
  }
  return ofLocalStage(api);
}

async function ofLocalStage(api: Context['api']): Promise<Queues> {
  try {
    const { QueueUrl, DeadLetterQueueUrl } = await api.get('/_local/outputs', localOutputs);
    return { queueUrl: QueueUrl, deadLetterQueueUrl: DeadLetterQueueUrl };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw usageError('the local stage does not say where its queues are', error.message);
  }
}
