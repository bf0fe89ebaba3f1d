import * as v from 'valibot';
import {
  eventsEnv,
  gongEnv,
  ledgerEnv,
  retentionEnv,
  takingEnv,
  wholeNumber,
} from '../runtime/env';

export const env = v.object({
  ...ledgerEnv,
  ...gongEnv,
  ...eventsEnv,
  ...retentionEnv,
  ...takingEnv,
  /** Chunks that one batch works on at once. */
  CHUNKS_IN_FLIGHT: wholeNumber,
});
