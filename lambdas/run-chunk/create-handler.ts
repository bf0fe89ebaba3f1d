import type { Context } from 'aws-lambda';
import { parseChunkMessage } from '../domain/chunk-message';
import { type RunChunkDeps, runChunk } from '../domain/run-chunk';
import { batchHandler } from '../runtime/sqs';
import type { Tools } from '../runtime/tools';

export interface RunChunkHandlerDeps extends RunChunkDeps {
  /** Receives after which the queue moves a message to the dead-letter queue. */
  readonly mostReceives: number;
  /** Chunks at once. */
  readonly inFlight: number;
}

/** With less time left, milliseconds, a chunk could not even be set aside. */
const leastTime = 2_000;

/** Kept free for the writes after Gong's answer, milliseconds. */
const timeToRecord = 4_000;

/**
 * With less left than this, milliseconds, or than the slowest chunk of the batch took, no request to Gong is begun: the
 * chunk finds its deadline over and is left to the sweep. A message given back instead would be hidden for minutes and
 * have used up a delivery; so would all of the batch, were the function to end in its middle.
 */
const timeToAsk = 8_000;

export function createHandler(deps: RunChunkHandlerDeps, tools: Tools) {
  const slowest = new WeakMap<Context, number>();
  const timeNeeded = (context: Context) => Math.max(timeToAsk, slowest.get(context) ?? 0);
  return batchHandler(
    async ({ body, receives }, context) => {
      const left = context.getRemainingTimeInMillis();
      try {
        await runChunk(deps, parseChunkMessage(body), {
          deadline: tools.clock() + (left < timeNeeded(context) ? 0 : left - timeToRecord),
          isRepeat: receives > 1,
          isLast: receives >= deps.mostReceives,
        });
      } finally {
        const took = left - context.getRemainingTimeInMillis();
        slowest.set(context, Math.max(took, slowest.get(context) ?? 0));
      }
    },
    { inFlight: deps.inFlight, leastTime },
    tools,
  );
}
