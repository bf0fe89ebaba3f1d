import { parseChunkMessage } from '../domain/chunk-message';
import { type RunChunkDeps, runChunk } from '../domain/run-chunk';
import { batchHandler } from '../runtime/sqs';
import type { Tools } from '../runtime/tools';

/** Receives after which the queue moves a message to the dead-letter queue: its redrive policy says the same. */
const mostReceives = 5;

/** Chunks at once; with less time left (milliseconds) a chunk could not even be set aside. */
const options = { inFlight: 8, leastTime: 2_000 };

/** Kept free for the writes after Gong's answer, milliseconds. */
const timeToRecord = 4_000;

/**
 * With less left than this, milliseconds, no request to Gong is begun: the chunk finds its deadline over and is left
 * to the sweep. A message given back instead would be hidden for minutes and have used up a delivery.
 */
const timeToAsk = 8_000;

export const createHandler = (deps: RunChunkDeps, tools: Tools) =>
  batchHandler(
    async ({ body, receives }, context) => {
      const left = context.getRemainingTimeInMillis();
      await runChunk(deps, parseChunkMessage(body), {
        deadline: tools.clock() + (left < timeToAsk ? 0 : left - timeToRecord),
        isLast: receives >= mostReceives,
      });
    },
    options,
    tools,
  );
