import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { failedMessages } from './batch-answer';
import { region } from './identities';
import { type InvocationResult, payloadLimit } from './lambda/invocation';
import type { EventSourceModel, QueueModel } from './model';

/** What SQS hands out in one answer. */
const receiveLimit = 10;
/** Invocations at once of an event source that sets no maximum; in AWS they grow up to 1,250. */
const defaultConcurrency = 5;
const receivePause = 1_000;

export interface EventSourceParts {
  readonly sqs: SQSClient;
  readonly queue: QueueModel;
  /** Runs the function on the event; never rejects. */
  readonly invoke: (event: string) => Promise<InvocationResult>;
  readonly log: (line: string) => void;
}

type Received = Message & { MessageId: string; ReceiptHandle: string };

/**
 * Feeds a queue to a function as Lambda's event source mapping does: batches up to the batch size within
 * the batching window, up to the maximum concurrency at once. What succeeded is deleted; what failed comes
 * back when its visibility timeout ends, and goes to the dead-letter queue by the queue's own policy.
 */
export class EventSource {
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];

  constructor(
    private readonly model: EventSourceModel,
    private readonly parts: EventSourceParts,
  ) {}

  start(): void {
    const loops = this.model.maximumConcurrency ?? defaultConcurrency;
    for (let n = 0; n < loops; n += 1) this.loops.push(this.run());
  }

  /** Receives no more; resolves when the batches under way have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const batch = await this.collect();
        if (batch.length > 0) await this.process(batch);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.parts.log(`cannot read the queue ${this.parts.queue.name}: ${error}`);
        await sleep(receivePause, undefined, { signal: this.stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** A batch is full, or as large as an invocation may be, or its window has ended since the first message. */
  private async collect(): Promise<Received[]> {
    const batch = await this.receive(this.model.batchSize, 20);
    const ends = Date.now() + this.model.batchingWindow * 1000;
    while (batch.length > 0 && batch.length < this.model.batchSize) {
      const seconds = Math.ceil((ends - Date.now()) / 1000);
      if (seconds <= 0 || sizeOf(batch) > payloadLimit) break;
      batch.push(
        ...(await this.receive(this.model.batchSize - batch.length, Math.min(seconds, 20))),
      );
    }
    return batch;
  }

  private async receive(wanted: number, waitSeconds: number): Promise<Received[]> {
    const { Messages = [] } = await this.parts.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.parts.queue.url,
        MaxNumberOfMessages: Math.min(wanted, receiveLimit),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: this.stopping.signal },
    );
    return Messages.filter((each): each is Received => !!each.MessageId && !!each.ReceiptHandle);
  }

  private async process(batch: readonly Received[]): Promise<void> {
    const delivered = batch.map((message) => message.MessageId);
    const event = JSON.stringify({
      Records: batch.map((each) => recordOf(each, this.parts.queue.arn)),
    });
    // Ten large messages are more than an invocation may carry: Lambda hands them over in several.
    if (Buffer.byteLength(event) > payloadLimit && batch.length > 1) {
      const half = Math.ceil(batch.length / 2);
      await this.process(batch.slice(0, half));
      return this.process(batch.slice(half));
    }
    const result = await this.parts.invoke(event);
    const failed = failedMessages(result, delivered, this.model.reportsBatchItemFailures);
    await this.remove(batch.filter((message) => !failed.includes(message.MessageId)));
  }

  private async remove(messages: readonly Received[]): Promise<void> {
    for (let from = 0; from < messages.length; from += receiveLimit) {
      const part = messages.slice(from, from + receiveLimit);
      const { Failed = [] } = await this.parts.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.parts.queue.url,
          Entries: part.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle })),
        }),
      );
      for (const { Message } of Failed) this.parts.log(`a message was not deleted: ${Message}`);
    }
  }
}

function sizeOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { Body = '' }) => sum + Buffer.byteLength(Body), 0);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function recordOf(message: Received, queueArn: string) {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body ?? '',
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
        name,
        {
          stringValue: value.StringValue,
          binaryValue: value.BinaryValue && Buffer.from(value.BinaryValue).toString('base64'),
          dataType: value.DataType,
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
