import { KMSClient } from '@aws-sdk/client-kms';
import { timedRequests } from '../timed-requests';

/** The endpoint comes from `AWS_ENDPOINT_URL_KMS`, if set. */
export const kmsClient = (): KMSClient =>
  new KMSClient({
    maxAttempts: 4,
    requestHandler: timedRequests({ connectMs: 1_000, answerMs: 10_000 }),
  });
