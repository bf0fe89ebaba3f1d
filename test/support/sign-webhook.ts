import { createHash, createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';

export interface WebhookClaims {
  readonly webhook_url?: string;
  readonly body_sha256?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A token as Gong makes it. A claim given as `undefined` is left out. */
export function signWebhook(
  privateKey: string,
  body: string,
  url: string,
  claims: { [K in keyof WebhookClaims]: WebhookClaims[K] | undefined } = {},
): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const all = { webhook_url: url, body_sha256: sha256(body), exp, ...claims };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(given))
    .setProtectedHeader({ alg: 'RS256' })
    .sign(createPrivateKey(privateKey));
}
