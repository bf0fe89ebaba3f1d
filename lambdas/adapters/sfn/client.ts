import { SFNClient } from '@aws-sdk/client-sfn';
import { timedRequests } from '../timed-requests';

/** The endpoint comes from `AWS_ENDPOINT_URL_SFN`, if set. */
export const sfnClient = (): SFNClient =>
  new SFNClient({
    maxAttempts: 3,
    requestHandler: timedRequests({ connectMs: 1_000, answerMs: 5_000 }),
  });
