import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** With timeouts, which the SDK has not by default. The endpoint comes from `AWS_ENDPOINT_URL_SQS`, if set. */
export const sqsClient = (): SQSClient =>
  new SQSClient({
    maxAttempts: 4,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout: 5_000 }),
  });
