import type { SQSClient } from '@aws-sdk/client-sqs';
import { isLoopback } from '../api/find-url';
import type { Queues } from './find-queues';

/** A client for the queues: at AWS with credentials from the usual chain, at the local stage without. */
export async function createSqs({ queueUrl }: Queues, region?: string): Promise<SQSClient> {
  // Loaded only here: no other command needs it.
  const { SQSClient: Client } = await import('@aws-sdk/client-sqs');
  const url = new URL(queueUrl);
  if (isLoopback(url)) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return new Client({ endpoint: url.origin, region: 'us-east-1', credentials });
  }
  const inHost = /^sqs\.([a-z0-9-]+)\./.exec(url.hostname)?.[1];
  const found = region ?? inHost;
  // The endpoint is AWS's own or that of AWS_ENDPOINT_URL_SQS, not what stands in the queue's URL.
  return new Client({ useQueueUrlAsEndpoint: false, ...(found && { region: found }) });
}
