import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FedQueue, type FedQueueProps } from './fed-queue';

/** The queue of audits whose calls are to be listed, one an invocation. */
export class ListingQueue extends FedQueue {
  /** For the functions that send listings. */
  readonly environment: { readonly LISTING_QUEUE_URL: string };

  constructor(scope: Construct, id: string, props: FedQueueProps) {
    super(scope, id, props, { batchSize: 1, batchingWindow: Duration.seconds(0) });
    this.environment = { LISTING_QUEUE_URL: this.queue.queueUrl };
  }
}
