import { Duration, Names, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption, type QueueProps, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { allow } from './allow';
import { isDeadLetterQueue } from './dead-letters';

export interface FedQueueProps {
  /** Timeout of the function that takes the messages. */
  readonly consumerTimeout: Duration;
  /** @default - the key that SQS manages */
  readonly encryptionKey?: IKey;
}

/** How a function takes messages. */
export interface Feeding {
  readonly batchSize: number;
  /** How long a batch may be collected. */
  readonly batchingWindow: Duration;
}

/** Gong's limits need no more. */
export const batchesAtOnce = 2;

/** Receives before a message counts as dead. */
const maxReceiveCount = 5;

/** A queue that feeds a function, and the queue of what failed for good. */
export abstract class FedQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** For the function that takes the messages. */
  readonly takerEnvironment = { QUEUE_MOST_RECEIVES: `${maxReceiveCount}` };
  protected readonly visibilityTimeout: Duration;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FedQueueProps,
    private readonly feeding: Feeding,
  ) {
    super(scope, id);
    // The dead-letter queue names the queue that may use it and the queue names its dead-letter queue:
    // a name known beforehand breaks the circle.
    const queueName = Names.uniqueResourceName(this, { maxLength: 80, separator: '-' });
    this.deadLetters = this.addDeadLetters(queueName);
    // Lambda asks for six times the timeout; the window is on top, since it runs after the receive.
    this.visibilityTimeout = Duration.seconds(
      6 * props.consumerTimeout.toSeconds() + feeding.batchingWindow.toSeconds(),
    );
    this.queue = new Queue(this, 'Queue', {
      queueName,
      visibilityTimeout: this.visibilityTimeout,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
      ...securedQueue(props),
    });
  }

  /** Lets the function take messages, a few batches at once. */
  feed(consumer: LambdaFunction): void {
    acknowledge(consumer, {
      'Serverless-LambdaEventSourceMappingDestination':
        "The queue's own redrive policy keeps what fails; SQS sources have no other destination.",
    });
    consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: this.feeding.batchSize,
        maxBatchingWindow: this.feeding.batchingWindow,
        reportBatchItemFailures: true,
        maxConcurrency: batchesAtOnce,
      }),
    );
  }

  grantSending(grantee: IGrantable): void {
    allow(grantee, ['sqs:SendMessage'], this.queue.queueArn);
    this.props.encryptionKey?.grantEncryptDecrypt(grantee);
  }

  /** Lets the function see how many messages wait. */
  grantMeasuring(grantee: IGrantable): void {
    allow(grantee, ['sqs:GetQueueAttributes'], this.queue.queueArn);
  }

  private addDeadLetters(queueName: string): Queue {
    const source = Queue.fromQueueArn(
      this,
      'Source',
      Stack.of(this).formatArn({ service: 'sqs', resource: queueName }),
    );
    const deadLetters = new Queue(this, 'DeadLetters', {
      retentionPeriod: Duration.days(14),
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [source],
      },
      ...securedQueue(this.props),
    });
    acknowledge(deadLetters, isDeadLetterQueue);
    return deadLetters;
  }
}

/** Encrypted, and closed to requests without TLS. */
export function securedQueue({ encryptionKey }: Pick<FedQueueProps, 'encryptionKey'>): QueueProps {
  return {
    enforceSSL: true,
    ...(encryptionKey
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  };
}
