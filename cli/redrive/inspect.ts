import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Queues } from './find-queues';

export interface DeadLetter {
  /** When it was sent, ISO 8601. */
  readonly sentAt: string;
  readonly body: string;
}

/** Long enough to read all of them; so long they are hidden if this process ends meanwhile. Seconds. */
const hidden = 30;
const most = 1_000;

/** The dead letters, at most a thousand; they stay, and can be taken at once. */
export async function inspect(
  sqs: SQSClient,
  { deadLetterQueueUrl: QueueUrl }: Queues,
): Promise<DeadLetter[]> {
  const batches: Message[][] = [];
  for (let count = 0; count < most; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hidden,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    if (Messages.length === 0) break;
    batches.push(Messages);
    count += Messages.length;
  }
  for (const messages of batches) {
    const Entries = messages.map(({ ReceiptHandle = '' }, i) => ({
      Id: `${i}`,
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
  return batches.flat().map(({ Attributes, Body = '' }) => ({
    sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    body: Body,
  }));
}
