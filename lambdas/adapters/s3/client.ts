import { S3Client } from '@aws-sdk/client-s3';
import { timedRequests } from '../timed-requests';

/**
 * The endpoint comes from `AWS_ENDPOINT_URL_S3`, if set; with the bucket in the path, so that it may also be an
 * address.
 */
export const s3Client = (): S3Client =>
  new S3Client({
    maxAttempts: 4,
    forcePathStyle: true,
    requestHandler: timedRequests({ connectMs: 1_000, answerMs: 30_000 }),
  });
