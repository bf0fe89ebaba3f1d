import * as v from 'valibot';
import { SecretInvalid } from '../../domain/errors';
import { type GongHosts, gongOrigin } from '../gong/base-url';
import { GongCredentials } from '../gong/credentials';

/** One line of visible ASCII: a newline from a paste would only be found out as Gong's 401. */
const visible = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,8192}$/));
/** A colon would end the name in Basic authentication. */
const key = v.pipe(visible, v.regex(/^[^:]+$/));
const baseUrl = v.optional(v.string(), 'https://api.gong.io');

const basic = v.object({ accessKey: key, accessKeySecret: visible, baseUrl });
const bearer = v.object({ bearerToken: visible, baseUrl });

/**
 * Reads the Gong secret: `{accessKey, accessKeySecret, baseUrl?}`, or `{bearerToken, baseUrl?}` for OAuth.
 * @throws SecretInvalid naming the field that is missing or wrong, never its value.
 */
export function parseGongSecret(text: string, version: string, hosts: GongHosts): GongCredentials {
  const json = parseJson(text);
  if (typeof json === 'object' && json !== null && 'bearerToken' in json) {
    const { bearerToken, baseUrl } = checked(bearer, json);
    return GongCredentials.bearer(version, originOf(baseUrl, hosts), bearerToken);
  }
  const { accessKey, accessKeySecret, baseUrl } = checked(basic, json);
  return GongCredentials.basic(version, originOf(baseUrl, hosts), accessKey, accessKeySecret);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SecretInvalid('SecretString (not JSON)');
  }
}

function checked<S extends v.GenericSchema>(schema: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  throw new SecretInvalid(v.getDotPath(parsed.issues[0]) ?? 'SecretString (not a JSON object)');
}

function originOf(baseUrl: string, hosts: GongHosts): URL {
  const origin = gongOrigin(baseUrl, hosts);
  if (!origin) throw new SecretInvalid('baseUrl');
  return origin;
}
