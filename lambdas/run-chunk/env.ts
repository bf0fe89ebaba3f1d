import * as v from 'valibot';
import { eventsEnv, gongEnv, ledgerEnv, retentionEnv } from '../runtime/env';

export const env = v.object({ ...ledgerEnv, ...gongEnv, ...eventsEnv, ...retentionEnv });
