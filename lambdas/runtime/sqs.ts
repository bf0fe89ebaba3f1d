import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { logCodes } from './log-codes';
import { describeError } from './logger';
import type { Tools } from './tools';

/** The only shape that Lambda reads as "these failed": any other would delete all messages of the batch. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** One delivery of a message. */
export interface Delivery {
  readonly messageId: string;
  /** Whatever the message carried; checked by the one who works on it. */
  readonly body: string;
  /** How often the queue has handed it out, this time included. */
  readonly receives: number;
}

export interface BatchOptions {
  /** Messages worked on at once. */
  readonly inFlight: number;
  /** No message is begun with less than this left, milliseconds. */
  readonly leastTime: number;
}

const batch = v.object({
  Records: v.array(
    v.object({
      messageId: v.pipe(v.string(), v.minLength(1)),
      body: v.optional(v.unknown()),
      attributes: v.optional(v.object({ ApproximateReceiveCount: v.optional(v.string()) })),
    }),
  ),
});

/**
 * The handler of a function that a queue feeds with partial batch responses. A `work` that throws gives its message
 * back, and only its own. A message delivered twice in a batch is worked on once. Messages that were delivered before
 * come last and one at a time: one that ends the function takes no other with it.
 * @throws Error for an event that is not a batch: an empty answer would delete what was not understood
 */
export function batchHandler(
  work: (delivery: Delivery, context: Context) => Promise<void>,
  options: BatchOptions,
  { log, meter }: Tools,
) {
  return async (event: unknown, context: Context): Promise<BatchAnswer> => {
    const deliveries = deliveriesIn(event);
    const failed: string[] = [];
    const worker = async (waiting: Delivery[]) => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { messageId } = next;
        if (context.getRemainingTimeInMillis() < options.leastTime) {
          log.warn(logCodes.messageNotBegun, { messageId, attempt: next.receives });
          failed.push(messageId);
          continue;
        }
        try {
          await work(next, context);
        } catch (error) {
          const fields = { messageId, attempt: next.receives, ...describeError(error) };
          log.warn(logCodes.messageReturned, fields);
          failed.push(messageId);
        }
      }
    };
    const fresh = deliveries.filter(({ receives }) => receives === 1);
    await Promise.all(Array.from({ length: options.inFlight }, () => worker(fresh)));
    await worker(deliveries.filter(({ receives }) => receives > 1));
    log.info(logCodes.batchEnded, { count: deliveries.length, failed: failed.length });
    meter.flush();
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function deliveriesIn(event: unknown): Delivery[] {
  const parsed = v.safeParse(batch, event);
  if (!parsed.success) throw new Error('not a batch of messages');
  const once = new Map(parsed.output.Records.map((record) => [record.messageId, record]));
  return [...once.values()].map(({ messageId, body, attributes }) => ({
    messageId,
    body: typeof body === 'string' ? body : '',
    receives: Number(attributes?.ApproximateReceiveCount ?? 1) || 1,
  }));
}
