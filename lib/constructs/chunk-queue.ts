import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FedQueue, type FedQueueProps } from './fed-queue';

/** The queue of chunks to run. */
export class ChunkQueue extends FedQueue {
  /** For the functions that send chunks. */
  readonly environment: { readonly QUEUE_URL: string };

  constructor(scope: Construct, id: string, props: FedQueueProps) {
    super(scope, id, props, { batchSize: 30, batchingWindow: Duration.seconds(1) });
    this.environment = { QUEUE_URL: this.queue.queueUrl };
  }
}
