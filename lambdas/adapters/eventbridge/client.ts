import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { timedRequests } from '../timed-requests';

/** The endpoint comes from `AWS_ENDPOINT_URL_EVENTBRIDGE`, if set. */
export const eventBridgeClient = (): EventBridgeClient =>
  new EventBridgeClient({
    maxAttempts: 4,
    requestHandler: timedRequests({ connectMs: 1_000, answerMs: 5_000 }),
  });
