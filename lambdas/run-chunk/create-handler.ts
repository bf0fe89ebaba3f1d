import { parseChunkMessage } from '../domain/chunk-message';
import { type RunChunkDeps, runChunk } from '../domain/run-chunk';
import { batchHandler } from '../runtime/sqs';
import type { Tools } from '../runtime/tools';

/** Receives after which the queue moves a message to the dead-letter queue: its redrive policy says the same. */
const mostReceives = 5;

/** Chunks at once, and what one of them needs at least: a request to Gong with a repetition, and its writes. */
const options = { inFlight: 8, leastTime: 8_000 };

/** Kept free for the writes after Gong's answer, milliseconds. */
const timeToRecord = 4_000;

export const createHandler = (deps: RunChunkDeps, tools: Tools) =>
  batchHandler(
    async ({ body, receives }, context) => {
      await runChunk(deps, parseChunkMessage(body), {
        deadline: tools.clock() + context.getRemainingTimeInMillis() - timeToRecord,
        isLast: receives >= mostReceives,
      });
    },
    options,
    tools,
  );
