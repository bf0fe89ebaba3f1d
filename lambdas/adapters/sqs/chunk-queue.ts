import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ChunkMessage } from '../../domain/chunk-message';
import { inParallel } from '../../domain/in-parallel';
import type { ChunkQueue } from '../../domain/ports';
import { untilTaken } from '../backoff';

const depthParts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

const batchSize = 10;
const batchesInFlight = 10;
/** A batch is answered with 200 also when entries of it were refused: those are sent again. */
const retry = { attempts: 5, firstWait: 50 };

/** The queue that feeds run-chunk. */
export class SqsChunkQueue implements ChunkQueue {
  constructor(
    private readonly client: SQSClient,
    private readonly queueUrl: string,
  ) {}

  /** @throws Error if the queue has not taken every message; those it took may be delivered all the same */
  async send(messages: readonly ChunkMessage[]): Promise<void> {
    await inParallel(batchesInFlight, batchesOf(messages), async (batch) => {
      const left = await untilTaken(batch, (entries) => this.sendBatch(entries), retry);
      if (left.length > 0) throw new Error(`the queue did not take ${left.length} messages`);
    });
  }

  async depth(): Promise<number> {
    const { Attributes = {} } = await this.client.send(
      new GetQueueAttributesCommand({ QueueUrl: this.queueUrl, AttributeNames: [...depthParts] }),
    );
    return depthParts.reduce((sum, part) => sum + numberOf(Attributes[part]), 0);
  }

  /** Gives back the entries to send again. */
  private async sendBatch(
    entries: readonly SendMessageBatchRequestEntry[],
  ): Promise<SendMessageBatchRequestEntry[]> {
    const answer = await this.client.send(
      new SendMessageBatchCommand({ QueueUrl: this.queueUrl, Entries: [...entries] }),
    );
    return notTaken(entries, answer);
  }
}

function batchesOf(messages: readonly ChunkMessage[]): SendMessageBatchRequestEntry[][] {
  const batches: SendMessageBatchRequestEntry[][] = [];
  for (let from = 0; from < messages.length; from += batchSize) {
    const batch = messages.slice(from, from + batchSize);
    batches.push(batch.map((message, n) => ({ Id: `${n}`, MessageBody: JSON.stringify(message) })));
  }
  return batches;
}

/** An entry counts as taken only if the answer says so; one that the answer does not name is sent again. */
function notTaken(
  entries: readonly SendMessageBatchRequestEntry[],
  { Successful = [], Failed = [] }: SendMessageBatchCommandOutput,
): SendMessageBatchRequestEntry[] {
  const refused = Failed.find((entry) => entry.SenderFault);
  if (refused) throw new Error(`the queue refused a message for good: ${refused.Code}`);
  const taken = new Set(Successful.map((entry) => entry.Id));
  return entries.filter((entry) => !taken.has(entry.Id));
}

/** @throws Error if the queue did not tell: an unknown depth must not be taken for an empty queue */
function numberOf(attribute: string | undefined): number {
  if (attribute === undefined || !/^[0-9]+$/.test(attribute)) {
    throw new Error('the queue did not tell its depth');
  }
  return Number(attribute);
}
