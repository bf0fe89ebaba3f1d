import type { Context } from '../context';
import { CliError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { plural, time } from '../output/format';
import { table } from '../output/table';
import type { Paint } from '../output/terminal';
import { findQueues } from '../redrive/find-queues';
import { type DeadLetter, inspect } from '../redrive/inspect';
import { moveBack } from '../redrive/move-back';
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
      const letters = await inspect(sqs, queues);
      context.print({ dead: letters.length, letters }, () =>
        listed(letters, context.terminal.paint),
      );
      return exitCodes.ok;
    }
    const moved = await moveBack(sqs, queues);
    context.print({ moved }, () => `${plural(moved, 'message')} given back to the queue.`);
    return exitCodes.ok;
  } catch (error) {
    throw new CliError(
      `the queues cannot be used: ${error instanceof Error ? error.name : 'unknown error'}`,
      exitCodes.refused,
      'It needs sqs:ReceiveMessage, ChangeMessageVisibility and DeleteMessage on the dead letters, SendMessage on the queue.',
    );
  } finally {
    sqs.destroy();
  }
}

/** Of a letter so much is shown; `--json` has all of it. */
const shown = 200;

function listed(letters: readonly DeadLetter[], paint: Paint): string {
  const count = `${plural(letters.length, 'dead letter')}.`;
  if (letters.length === 0) return count;
  const rows = letters.map(({ sentAt, body }) => [time(sentAt), body.slice(0, shown)]);
  return `${table([{ title: 'sent' }, { title: 'message' }], rows, paint)}\n${count}`;
}
