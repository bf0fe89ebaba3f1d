import { sign } from 'aws4';
import { CliError, usageError } from '../errors';
import { exitCodes } from '../exit-codes';

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Gives the headers to send with a request. */
export type Signer = (url: URL, request: OutgoingRequest) => Promise<Record<string, string>>;

export const unsigned: Signer = async (_url, { headers }) => ({ ...headers });

/** Signs by SigV4 with credentials from AWS's usual chain: environment, profiles, SSO, container, instance. */
export function sigV4(env: NodeJS.ProcessEnv, region?: string): Signer {
  let credentials: ReturnType<typeof readCredentials> | undefined;
  return async (url, { method, headers, body }) => {
    credentials ??= readCredentials();
    const signed = sign(
      {
        service: 'execute-api',
        region: regionOf(url, env, region),
        method,
        host: url.host,
        path: url.pathname + url.search,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
      },
      await credentials,
    );
    return withoutTransport(signed.headers ?? {});
  };
}

/** `fetch` sets these itself, to the same values. */
function withoutTransport(headers: Record<string, unknown>): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !/^(host|content-length)$/i.test(name));
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}

function regionOf(url: URL, env: NodeJS.ProcessEnv, region: string | undefined): string {
  const inHost = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(url.hostname)?.[1];
  const found = region ?? inHost ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (found) return found;
  throw usageError('the AWS region of the API is not known', 'Give --region or set AWS_REGION.');
}

async function readCredentials() {
  // Loaded only here: the local stage needs no credentials.
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  try {
    return await defaultProvider()();
  } catch {
    throw new CliError(
      'no AWS credentials were found',
      exitCodes.refused,
      'Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws sso login`.',
    );
  }
}
