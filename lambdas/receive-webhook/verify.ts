import { createHash } from 'node:crypto';
import { type CryptoKey, importSPKI, jwtVerify } from 'jose';
import * as v from 'valibot';
import { HttpError } from '../runtime/http-error';

/**
 * Gong signs a webhook with a JWT in the Authorization header: RS256, with the three claims below.
 * https://help.gong.io/docs/prepare-your-receiving-application-to-receive-a-webhook-jwt-header
 */
const claims = v.object({
  /** Seconds since 1970. */
  exp: v.number(),
  webhook_url: v.pipe(v.string(), v.url()),
  /** Of the body as it was sent, in hex. */
  body_sha256: v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{64}$/)),
});

export interface Signed {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  readonly body: Buffer;
  /** The address that the webhook was set up with. */
  readonly url: string;
}

/** One answer for whatever is wrong: a forger learns nothing from it. */
const notSigned = () => new HttpError(401, 'invalid-signature', 'The signature is not valid');

/** @param publicKey as Gong's page shows it: base64 without PEM lines */
export const importGongKey = (publicKey: string): Promise<CryptoKey> =>
  importSPKI(`-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----`, 'RS256');

/**
 * @param now milliseconds since 1970
 * @returns the digest of the token, and when it expires in milliseconds since 1970
 * @throws HttpError 401 unless Gong signed this very body for this very address
 */
export async function verifySigned(
  { authorization, body, url }: Signed,
  key: CryptoKey,
  now: number,
): Promise<{ token: string; expiresAt: number }> {
  const token = (authorization ?? '').replace(/^Bearer +/i, '');
  const { exp, webhook_url, body_sha256 } = await verifiedClaims(token, key, now);
  if (!isSamePlace(webhook_url, url)) throw notSigned();
  if (sha256(body) !== body_sha256.toLowerCase()) throw notSigned();
  return { token: sha256(token), expiresAt: exp * 1_000 };
}

async function verifiedClaims(token: string, key: CryptoKey, now: number) {
  try {
    const { payload } = await jwtVerify(token, key, {
      // Pinned: a token must not choose how it is checked.
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'webhook_url', 'body_sha256'],
      currentDate: new Date(now),
    });
    return v.parse(claims, payload);
  } catch {
    throw notSigned();
  }
}

/** A token for another address of ours, or of somebody else, is not one for this. */
function isSamePlace(claimed: string, expected: string): boolean {
  const [a, b] = [new URL(claimed), new URL(expected)];
  return a.origin === b.origin && a.pathname === b.pathname;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
