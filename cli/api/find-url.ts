import { usageError } from '../errors';
import type { Outputs } from './stack-outputs';

/** Where `npm start` serves, if nothing else is said. */
const localStage = 'http://127.0.0.1:3000';

/** How to find the API; all from the command line and the environment. */
export interface UrlChoice {
  readonly url?: string;
  readonly stack?: string;
  readonly region?: string;
}

/**
 * The API's base URL, without a trailing slash: `--url`, GONG_ACCESS_URL, the outputs of `--stack` or
 * GONG_ACCESS_STACK, else the local stage.
 * @throws CliError if it is no URL, or would send credentials in the clear
 */
export async function findUrl(
  choice: UrlChoice,
  env: NodeJS.ProcessEnv,
  outputs: (stack: string) => Promise<Outputs>,
): Promise<URL> {
  if (choice.url !== undefined && choice.stack !== undefined) {
    throw usageError('give --url or --stack, not both');
  }
  if (choice.url !== undefined) return parseUrl(choice.url, '--url');
  const stack = stackOf(choice, env);
  if (stack !== undefined) {
    return parseUrl((await outputs(stack))('ApiUrl'), `the output ApiUrl of ${stack}`);
  }
  if (env.GONG_ACCESS_URL) return parseUrl(env.GONG_ACCESS_URL, 'GONG_ACCESS_URL');
  return parseUrl(localStage, 'the local stage');
}

/** The stack that the API is found by; undefined if a URL names it. What belongs to the API is looked for nowhere else. */
export function stackOf({ url, stack }: UrlChoice, env: NodeJS.ProcessEnv): string | undefined {
  if (stack !== undefined || url !== undefined) return stack;
  return env.GONG_ACCESS_URL ? undefined : env.GONG_ACCESS_STACK || undefined;
}

function parseUrl(text: string, where: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.search) {
    throw usageError(
      `${where} is not the URL of an API`,
      'It looks like https://….amazonaws.com/v1',
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw usageError(`${where} must be https, except on this machine`);
  }
  return url;
}

export const isLoopback = ({ hostname }: URL) =>
  hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
