import { SQSClient } from '@aws-sdk/client-sqs';
import { timedRequests } from '../timed-requests';

/**
 * The endpoint comes from `AWS_ENDPOINT_URL_SQS`, if set; the SDK would rather take the host of the queue's URL.
 */
export const sqsClient = (): SQSClient =>
  new SQSClient({
    maxAttempts: 4,
    useQueueUrlAsEndpoint: false,
    requestHandler: timedRequests({ connectMs: 1_000, answerMs: 5_000 }),
  });
