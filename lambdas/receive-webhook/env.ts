import * as v from 'valibot';
import { ledgerEnv, webhookEnv } from '../runtime/env';

export const env = v.object({ ...ledgerEnv, ...webhookEnv });
