import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Queues } from './find-queues';

/** How long a message that is being moved stays hidden, in seconds. */
const hidden = 60;

/** Messages in the dead-letter queue, about. */
async function countDead(sqs: SQSClient, { deadLetterQueueUrl }: Queues): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: deadLetterQueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes.ApproximateNumberOfMessages ?? 0);
}

/**
 * Moves the dead letters, ten at a time: sent first, deleted then, so that none is lost. Not more than were there at
 * the start: one that fails again at once would go round for ever.
 * @returns how many
 */
export async function moveBack(sqs: SQSClient, queues: Queues): Promise<number> {
  const most = Math.max(10, await countDead(sqs, queues));
  let moved = 0;
  while (moved < most) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queues.deadLetterQueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hidden,
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) break;
    moved += await moveBatch(sqs, queues, Messages);
  }
  return moved;
}

async function moveBatch(sqs: SQSClient, queues: Queues, messages: Message[]): Promise<number> {
  const { Successful: sent = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: queues.queueUrl,
      Entries: messages.map(({ Body }, i) => ({ Id: `${i}`, MessageBody: Body ?? '' })),
    }),
  );
  if (sent.length === 0) return 0;
  await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queues.deadLetterQueueUrl,
      Entries: sent.map(({ Id = '0' }) => ({
        Id,
        ReceiptHandle: messages[Number(Id)]?.ReceiptHandle ?? '',
      })),
    }),
  );
  return sent.length;
}
