import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { batchesAtOnce, FedQueue, type FedQueueProps } from './fed-queue';

export interface ChunkQueueProps extends FedQueueProps {
  /** Requests a second that Gong allows: a chunk is one. */
  readonly requestsPerSecond: number;
}

/** How long a chunk takes at most: an answer of Gong, the wait to write postings together, and the other writes. */
const secondsAChunk = 1;
const leastInFlight = 8;
/** So many rounds of chunks in a batch that its end, when fewer and fewer are in flight, costs little. */
const roundsABatch = 4;

/** The queue of chunks to run. */
export class ChunkQueue extends FedQueue {
  /** For the functions that send chunks. */
  readonly environment: { readonly QUEUE_URL: string };
  /** For the function that sends again what was lost. */
  readonly sweepEnvironment: { readonly QUEUE_VISIBILITY_SECONDS: string };
  /** For the function that works on chunks. */
  readonly workEnvironment: {
    readonly QUEUE_MOST_RECEIVES: string;
    readonly CHUNKS_IN_FLIGHT: string;
  };

  constructor(scope: Construct, id: string, props: ChunkQueueProps) {
    const inFlight = chunksInFlight(props.requestsPerSecond);
    super(scope, id, props, {
      batchSize: roundsABatch * inFlight,
      batchingWindow: Duration.seconds(1),
    });
    this.environment = { QUEUE_URL: this.queue.queueUrl };
    this.sweepEnvironment = {
      QUEUE_VISIBILITY_SECONDS: `${this.visibilityTimeout.toSeconds()}`,
    };
    this.workEnvironment = { ...this.takerEnvironment, CHUNKS_IN_FLIGHT: `${inFlight}` };
  }
}

/** Of one batch: together the batches that run at once keep Gong's rate. */
const chunksInFlight = (requestsPerSecond: number): number =>
  Math.max(leastInFlight, Math.ceil((requestsPerSecond * secondsAChunk) / batchesAtOnce));
