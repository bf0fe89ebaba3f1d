interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles: Lambda gives a function its keys in the
 * environment, and the SDK's other sources (files, SSO, instance metadata, …) would be a quarter of each bundle.
 * @throws Error as the client is made, so that the function does not start, if the keys are not there
 */
export function defaultProvider(): () => Promise<Keys> {
  keysInEnvironment();
  return async () => keysInEnvironment();
}

function keysInEnvironment(): Keys {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new NoKeysInEnvironment();
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

class NoKeysInEnvironment extends Error {
  override readonly name = 'NoKeysInEnvironment';

  constructor() {
    super(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: this bundle has no other source of AWS keys' +
        ' (lambdas/adapters/left-out/credential-providers.ts)',
    );
  }
}
