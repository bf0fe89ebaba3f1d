import { bucketOf } from './call-ids';
import type { CallState } from './call-state';
import type { Observation } from './observation';

/** Users that gain access to calls of a bucket by these observations, unless the states already have them. */
export function newPostings(
  states: ReadonlyMap<string, CallState>,
  observations: readonly Observation[],
): Map<string, Set<string>> {
  const bucketsByUser = new Map<string, Set<string>>();
  for (const { callId, users } of observations) {
    const before = new Set(states.get(callId)?.users);
    for (const user of users) {
      if (before.has(user)) continue;
      const buckets = bucketsByUser.get(user) ?? new Set();
      bucketsByUser.set(user, buckets.add(bucketOf(callId)));
    }
  }
  return bucketsByUser;
}
