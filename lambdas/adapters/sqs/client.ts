import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * With timeouts, which the SDK has not by default. The endpoint comes from `AWS_ENDPOINT_URL_SQS`, if set; the SDK
 * would rather take the host of the queue's URL.
 */
export const sqsClient = (): SQSClient =>
  new SQSClient({
    maxAttempts: 4,
    useQueueUrlAsEndpoint: false,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout: 5_000 }),
  });
