import { nothing, type Usage } from '../kit/usage';

/** Seconds that a request to Gong takes, and the processor's part of it. */
const secondsACall = 0.3;
const gigabytes = 0.25;
const logBytesACall = 1_000;

/**
 * A script's way, reckoned: a message and an invocation's share for every call, one call a request to Gong, an item for
 * every call and user (below 1 KB: a unit each), written whether it changed or not; nothing is read before. Two workers
 * keep Gong's rate as far as they can. Changes are not found, so that there are no events.
 */
export const naiveUsage = (calls: number, pairs: number): Usage => ({
  ...nothing,
  writeUnits: pairs,
  dynamodbRequests: pairs,
  // In tens: sent, received, deleted.
  sqsRequests: (3 * calls) / 10,
  invocations: calls / 10,
  gigabyteSeconds: calls * secondsACall * gigabytes,
  logBytes: calls * logBytesACall,
  gongRequests: calls,
});
