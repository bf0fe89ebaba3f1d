import * as v from 'valibot';
import { ledgerEnv } from '../runtime/env';

const text = v.pipe(v.string(), v.minLength(1));

export const env = v.object({
  ...ledgerEnv,
  /** An asymmetric key, `ECC_NIST_P256`, for signing. */
  SEAL_KEY_ARN: text,
  /** With Object Lock and a default retention. */
  SEAL_BUCKET: text,
});
