import * as v from 'valibot';
import {
  eventsEnv,
  ledgerEnv,
  listingEnv,
  paceEnv,
  queueEnv,
  retentionEnv,
  wholeNumber,
} from '../runtime/env';

export const env = v.object({
  ...ledgerEnv,
  ...queueEnv,
  ...listingEnv,
  ...paceEnv,
  ...eventsEnv,
  ...retentionEnv,
  /** How long the queue of chunks hides a message that is being worked on. */
  QUEUE_VISIBILITY_SECONDS: wholeNumber,
});
