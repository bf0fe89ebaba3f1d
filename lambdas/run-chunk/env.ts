import * as v from 'valibot';
import { eventsEnv, gongEnv, ledgerEnv } from '../runtime/env';

export const env = v.object({ ...ledgerEnv, ...gongEnv, ...eventsEnv });
