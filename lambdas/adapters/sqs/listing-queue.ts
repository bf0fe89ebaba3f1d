import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ListingMessage } from '../../domain/listing-message';
import type { ListingQueue } from '../../domain/trigger-ports';

/** The queue that feeds list-calls. Listings are few: one request each. */
export class SqsListingQueue implements ListingQueue {
  constructor(
    private readonly client: SQSClient,
    private readonly queueUrl: string,
  ) {}

  async send(messages: readonly ListingMessage[]): Promise<void> {
    for (const message of messages) {
      await this.client.send(
        new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: JSON.stringify(message) }),
      );
    }
  }
}
