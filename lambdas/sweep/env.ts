import * as v from 'valibot';
import { eventsEnv, ledgerEnv, paceEnv, queueEnv } from '../runtime/env';

export const env = v.object({ ...ledgerEnv, ...queueEnv, ...paceEnv, ...eventsEnv });
