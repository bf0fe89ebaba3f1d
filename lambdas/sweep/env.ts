import * as v from 'valibot';
import { eventsEnv, ledgerEnv, listingEnv, paceEnv, queueEnv } from '../runtime/env';

export const env = v.object({ ...ledgerEnv, ...queueEnv, ...listingEnv, ...paceEnv, ...eventsEnv });
