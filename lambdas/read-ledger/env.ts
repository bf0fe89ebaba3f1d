import * as v from 'valibot';
import { ledgerEnv, paceEnv } from '../runtime/env';

export const env = v.object({ ...ledgerEnv, ...paceEnv });
