import type { SQSClient } from '@aws-sdk/client-sqs';
import { isLoopback } from '../api/find-url';
import type { Queues } from './find-queues';

/** A client for the queues: at AWS with credentials from the usual chain, at the local stage without. */
export async function createSqs({ queueUrl }: Queues, region?: string): Promise<SQSClient> {
  // Loaded only here: no other command needs it.
  const { SQSClient: Client } = await import('@aws-sdk/client-sqs');
  const url = new URL(queueUrl);
  if (!isLoopback(url)) return new Client(region === undefined ? {} : { region });
  return new Client({
    endpoint: url.origin,
    region: region ?? 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}
