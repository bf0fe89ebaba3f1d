import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Seal } from './seal-evidence';

const seal = v.object({
  schemaVersion: v.literal(1),
  manifest: v.string(),
  signature: v.object({
    keyId: v.string(),
    algorithm: v.literal('ECDSA_SHA_256'),
    value: v.pipe(v.string(), v.base64()),
  }),
});
const fields = v.record(v.string(), v.unknown());

/** `undefined` if the text is not a seal. */
export function readSeal(text: string): Seal | undefined {
  const read = v.safeParse(seal, parsed(text));
  return read.success ? read.output : undefined;
}

/**
 * Everything in which a seal does not hold, or is not the seal of a manifest; empty if it holds. The software's version
 * may differ: the manifest may have been exported by a later one.
 * @param sealText the sealed object as it lies in the archive
 * @param publicKey of the signing key: PEM, or DER as KMS gives it
 */
export function sealMismatches(
  sealText: string,
  publicKey: string | Buffer,
  manifest: Readonly<Record<string, unknown>>,
): string[] {
  const read = readSeal(sealText);
  if (!read) return ['the seal is not one'];
  const { manifest: text, signature } = read;
  const sealed = v.safeParse(fields, parsed(text));
  if (!sealed.success) return ['the sealed manifest is not one'];
  const key = keyOf(publicKey);
  if (!key) return ['the public key is not one'];
  const isSigned = verify('sha256', Buffer.from(text), key, Buffer.from(signature.value, 'base64'));
  return [
    ...(isSigned ? [] : ['the signature is not that of the key']),
    ...[...new Set([...Object.keys(sealed.output), ...Object.keys(manifest)])]
      .filter((name) => name !== 'software')
      .filter((name) => !isDeepStrictEqual(sealed.output[name], manifest[name]))
      .map((name) => `${name} is not what was sealed`),
  ];
}

function keyOf(publicKey: string | Buffer): KeyObject | undefined {
  try {
    return typeof publicKey === 'string'
      ? createPublicKey(publicKey)
      : createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
