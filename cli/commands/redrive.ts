import type { Context } from '../context';
import { CliError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { plural } from '../output/format';
import { findQueues } from '../redrive/find-queues';
import { countDead, moveBack } from '../redrive/move-back';
import { createSqs } from '../redrive/sqs';

export interface RedriveOptions {
  readonly dryRun?: boolean;
  readonly queueUrl?: string;
  readonly deadLetterQueueUrl?: string;
}

/**
 * Gives dead letters back to the queue. A chunk's work is counted once, so that a message which comes twice does no
 * harm; an audit that had ended with gaps corrects its totals.
 */
export async function redrive(context: Context, options: RedriveOptions): Promise<ExitCode> {
  const queues = await findQueues(context, options);
  const sqs = await createSqs(queues, context.options.region);
  try {
    if (options.dryRun) {
      const dead = await countDead(sqs, queues);
      context.print({ dead }, () => `${plural(dead, 'dead letter')}.`);
      return exitCodes.ok;
    }
    const moved = await moveBack(sqs, queues);
    context.print({ moved }, () => `${plural(moved, 'message')} given back to the queue.`);
    return exitCodes.ok;
  } catch (error) {
    throw new CliError(
      `the queues cannot be used: ${error instanceof Error ? error.name : 'unknown error'}`,
      exitCodes.refused,
      'It needs sqs:ReceiveMessage and DeleteMessage on the dead letters, SendMessage on the queue.',
    );
  } finally {
    sqs.destroy();
  }
}
