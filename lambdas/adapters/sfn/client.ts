import { SFNClient } from '@aws-sdk/client-sfn';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** With timeouts, which the SDK has not by default. The endpoint comes from `AWS_ENDPOINT_URL_SFN`, if set. */
export const sfnClient = (): SFNClient =>
  new SFNClient({
    maxAttempts: 3,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 1_000, requestTimeout: 5_000 }),
  });
