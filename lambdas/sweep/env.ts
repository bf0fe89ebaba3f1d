import * as v from 'valibot';
import { eventsEnv, ledgerEnv, listingEnv, paceEnv, queueEnv, retentionEnv } from '../runtime/env';

export const env = v.object({
  ...ledgerEnv,
  ...queueEnv,
  ...listingEnv,
  ...paceEnv,
  ...eventsEnv,
  ...retentionEnv,
});
