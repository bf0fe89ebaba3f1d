import { KMSClient } from '@aws-sdk/client-kms';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** With timeouts, which the SDK has not by default. The endpoint comes from `AWS_ENDPOINT_URL_KMS`, if set. */
export const kmsClient = (): KMSClient =>
  new KMSClient({
    maxAttempts: 4,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout: 10_000 }),
  });
