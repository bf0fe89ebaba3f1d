import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { failedMessages } from '../../../local/batch-answer';
import type { InvocationResult } from '../../../local/lambda/invocation';
import type { EventSourceModel, QueueModel, StageModel } from '../../../local/model';
import { functionNameOf } from '../../../local/read-functions';

/** A delivery of a message, as SQS handed it out. */
export interface Letter {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly receives: number;
}

export interface MailboxParts {
  readonly sqs: SQSClient;
  readonly model: StageModel;
  readonly invoke: (functionName: string, event: string) => Promise<InvocationResult>;
  readonly functionName: string;
}

/** What became of a batch, by Lambda's own rules. */
export interface Delivery {
  readonly result: InvocationResult;
  /** Letters that go back to the queue. */
  readonly failed: readonly Letter[];
}

/** A queue that feeds a function, with the event source's part in the hands of the test. */
export class Mailbox {
  readonly source: EventSourceModel;
  readonly queue: QueueModel;
  readonly deadLetters: QueueModel;

  constructor(private readonly parts: MailboxParts) {
    const { eventSources, queues } = parts.model;
    const isOwn = (each: EventSourceModel) =>
      functionNameOf(each.functionName) === parts.functionName;
    this.source = found(eventSources.find(isOwn));
    this.queue = found(queues.find(({ arn }) => arn === this.source.queueArn));
    const { RedrivePolicy = '{}' } = this.queue.attributes;
    const { deadLetterTargetArn } = JSON.parse(RedrivePolicy) as { deadLetterTargetArn?: string };
    this.deadLetters = found(queues.find(({ arn }) => arn === deadLetterTargetArn));
  }

  /** What is visible now, up to so many. */
  async take(most = 1_000): Promise<Letter[]> {
    const letters: Letter[] = [];
    while (letters.length < most) {
      const more = await this.receive(this.queue, Math.min(10, most - letters.length));
      if (more.length === 0) break;
      letters.push(...more);
    }
    return letters;
  }

  /** Everything in the dead-letter queue, which keeps it. */
  async dead(): Promise<Letter[]> {
    const letters: Letter[] = [];
    for (;;) {
      const more = await this.receive(this.deadLetters, 10);
      if (more.length === 0) break;
      letters.push(...more);
    }
    await Promise.all(letters.map((letter) => this.show(letter, this.deadLetters)));
    return letters;
  }

  /** Hands a batch to the function and does with it what Lambda would; what failed is visible again at once. */
  async deliver(letters: readonly Letter[]): Promise<Delivery> {
    const result = await this.parts.invoke(this.parts.functionName, batchOf(letters, this.queue));
    const ids = letters.map(({ id }) => id);
    const failedIds = failedMessages(result, ids, this.source.reportsBatchItemFailures);
    const failed = letters.filter(({ id }) => failedIds.includes(id));
    await Promise.all(
      letters.map((letter) => (failed.includes(letter) ? this.show(letter) : this.remove(letter))),
    );
    return { result, failed };
  }

  /** Takes and delivers until nothing is visible, at most so many rounds. @returns how many letters went back at the end */
  async workOff(rounds = 8): Promise<number> {
    let left = 0;
    for (let round = 0; round < rounds; round++) {
      const letters = await this.take(this.source.batchSize);
      if (letters.length === 0) return 0;
      left = (await this.deliver(letters)).failed.length;
    }
    return left;
  }

  async post(body: string): Promise<void> {
    await this.parts.sqs.send(
      new SendMessageCommand({ QueueUrl: this.queue.url, MessageBody: body }),
    );
  }

  async remove({ receipt }: Letter): Promise<void> {
    const command = { QueueUrl: this.queue.url, ReceiptHandle: receipt };
    await this.parts.sqs.send(new DeleteMessageCommand(command));
  }

  async giveBack(letters: readonly Letter[]): Promise<void> {
    await Promise.all(letters.map((letter) => this.show(letter)));
  }

  private async show({ receipt }: Letter, { url } = this.queue): Promise<void> {
    const command = { QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 0 };
    await this.parts.sqs.send(new ChangeMessageVisibilityCommand(command));
  }

  private async receive({ url }: QueueModel, most: number): Promise<Letter[]> {
    const { Messages = [] } = await this.parts.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages.map(letterOf);
  }
}

const letterOf = ({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }: Message) => ({
  id: MessageId,
  receipt: ReceiptHandle,
  body: Body,
  receives: Number(Attributes?.ApproximateReceiveCount ?? 1),
});

/** The event of a batch, as far as a function may read it. */
export const batchOf = (letters: readonly Letter[], { arn }: Pick<QueueModel, 'arn'>): string =>
  JSON.stringify({
    Records: letters.map(({ id, receipt, body, receives }) => ({
      messageId: id,
      receiptHandle: receipt,
      body,
      attributes: { ApproximateReceiveCount: String(receives) },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: arn,
      awsRegion: 'us-east-1',
    })),
  });

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the template has no such queue');
  return value;
}
