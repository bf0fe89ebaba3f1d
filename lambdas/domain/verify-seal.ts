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
 * @param key the public half of the signing key
 */
export function sealMismatches(
  sealText: string,
  key: KeyObject,
  manifest: Readonly<Record<string, unknown>>,
): string[] {
  const read = readSeal(sealText);
  if (!read) return ['the seal is not one'];
  const { manifest: text, signature } = read;
  const sealed = v.safeParse(fields, parsed(text));
  if (!sealed.success) return ['the sealed manifest is not one'];
  const isSigned = verify('sha256', Buffer.from(text), key, Buffer.from(signature.value, 'base64'));
  const was = withoutExpired(sealed.output, manifest);
  return [
    ...(isSigned ? [] : ['the signature is not that of the key']),
    ...[...new Set([...Object.keys(was), ...Object.keys(manifest)])]
      .filter((name) => !unsealed.includes(name))
      .filter((name) => !isDeepStrictEqual(was[name], manifest[name]))
      .map((name) => `${name} is not what was sealed`),
  ];
}

/** May differ from what was sealed. */
const unsealed = ['software', 'expiredParts'];
const expired = v.object({ expiredParts: v.array(v.number()) });
const withParts = v.object({ parts: v.array(v.looseObject({ part: v.number() })) });

/**
 * What was sealed, as it is once parts have expired: the others must be the same. What is counted or hashed over all
 * parts goes by those that are left.
 */
function withoutExpired(
  sealed: Readonly<Record<string, unknown>>,
  manifest: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!v.is(expired, manifest) || !v.is(withParts, sealed)) return sealed;
  const { complete, gongRequests, rootHash } = manifest as Readonly<Record<string, unknown>>;
  const parts = sealed.parts.filter(({ part }) => !manifest.expiredParts.includes(part));
  return { ...sealed, parts, complete, gongRequests, rootHash };
}

/**
 * The public key that seals are checked with.
 * @param bytes PEM, DER, or DER in base64 as `aws kms get-public-key` prints it
 * @returns undefined unless it is a P-256 key: seals are signed with no other
 */
export function sealKey(bytes: Buffer): KeyObject | undefined {
  const text = bytes.toString('latin1').trim();
  const key = text.startsWith('-----BEGIN')
    ? publicKey(text)
    : (der(bytes) ?? der(fromBase64(text)));
  return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
}

const der = (key: Buffer) => publicKey({ key, format: 'der', type: 'spki' });
const fromBase64 = (text: string) => Buffer.from(text, 'base64');

function publicKey(input: Parameters<typeof createPublicKey>[0]): KeyObject | undefined {
  try {
    return createPublicKey(input);
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
