import { readFileSync } from 'node:fs';
import { readSeal, sealKey, sealMismatches } from '../../lambdas/domain/verify-seal';
import { usageError } from '../errors';
import type { Verdict } from './verify';

export interface SealFiles {
  readonly seal?: string;
  readonly publicKey?: string;
}

/**
 * What a seal makes of a verdict about evidence; nothing if none is named.
 * @throws CliError if only one of the files is named, or one cannot be read
 */
export function sealVerdict({ seal, publicKey }: SealFiles): (verdict: Verdict) => Verdict {
  if (seal === undefined && publicKey === undefined) return (verdict) => verdict;
  if (seal === undefined || publicKey === undefined) {
    throw usageError('a seal is checked with a key: name both, --seal and --public-key');
  }
  const text = read(seal).toString();
  const key = sealKey(read(publicKey));
  if (!key) {
    throw usageError(
      `${publicKey} is not a P-256 public key`,
      'Give the key of the stack’s seals: PEM, DER, or what `aws kms get-public-key --output text --query PublicKey` prints.',
    );
  }
  return (verdict) => {
    const found = sealMismatches(text, key, verdict.manifest ?? {});
    const keyId = readSeal(text)?.signature.keyId;
    return {
      ...verdict,
      mismatches: [...verdict.mismatches, ...found],
      ...(found.length === 0 && keyId !== undefined && { sealed: { keyId } }),
    };
  };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw usageError(`${file} cannot be read (${code})`);
  }
}
