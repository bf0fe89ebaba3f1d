import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * With timeouts, which the SDK has not by default. The endpoint comes from `AWS_ENDPOINT_URL_S3`, if set; with the
 * bucket in the path, so that it may also be an address.
 */
export const s3Client = (): S3Client =>
  new S3Client({
    maxAttempts: 4,
    forcePathStyle: true,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout: 30_000 }),
  });
