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

export interface ChunkQueueProps {
  /** Timeout of the function that takes the messages. */
  readonly consumerTimeout: Duration;
  /** @default - the key that SQS manages */
  readonly encryptionKey?: IKey;
}

const batchingWindow = Duration.seconds(1);
/** Receives before a message counts as dead. */
const maxReceiveCount = 5;

/** The queue of chunks to run, and the queue of those that failed for good. */
export class ChunkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** For the functions that send chunks. */
  readonly environment: { readonly QUEUE_URL: string };

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ChunkQueueProps,
  ) {
    super(scope, id);
    // The dead-letter queue names the queue that may use it and the queue names its dead-letter queue:
    // a name known beforehand breaks the circle.
    const queueName = Names.uniqueResourceName(this, { maxLength: 80, separator: '-' });
    this.deadLetters = this.addDeadLetters(queueName);
    this.queue = new Queue(this, 'Queue', {
      queueName,
      // Lambda asks for six times the timeout; the window is on top, since it runs after the receive.
      visibilityTimeout: Duration.seconds(
        6 * props.consumerTimeout.toSeconds() + batchingWindow.toSeconds(),
      ),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
      ...this.secured(),
    });
    this.environment = { QUEUE_URL: this.queue.queueUrl };
  }

  /** Lets the function take chunks, at most two batches at once: Gong's limits need no more. */
  feed(consumer: LambdaFunction): void {
    acknowledge(consumer, {
      'Serverless-LambdaEventSourceMappingDestination':
        "The queue's own redrive policy keeps what fails; SQS sources have no other destination.",
    });
    consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 30,
        maxBatchingWindow: batchingWindow,
        reportBatchItemFailures: true,
        maxConcurrency: 2,
      }),
    );
  }

  grantSending(grantee: IGrantable): void {
    allow(grantee, ['sqs:SendMessage'], this.queue.queueArn);
    this.props.encryptionKey?.grantEncryptDecrypt(grantee);
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
      ...this.secured(),
    });
    acknowledge(deadLetters, isDeadLetterQueue);
    return deadLetters;
  }

  private secured(): QueueProps {
    const { encryptionKey } = this.props;
    return {
      enforceSSL: true,
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    };
  }
}
