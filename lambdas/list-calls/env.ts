import * as v from 'valibot';
import { eventsEnv, gongEnv, ledgerEnv, queueEnv, takingEnv } from '../runtime/env';

export const env = v.object({ ...ledgerEnv, ...queueEnv, ...gongEnv, ...eventsEnv, ...takingEnv });
