import { usageError } from '../errors';
import type { StackOutputs } from './stack-outputs';

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
  outputs: (stack: string) => Promise<StackOutputs>,
): Promise<URL> {
  const stack = choice.stack ?? (choice.url ? undefined : env.GONG_ACCESS_STACK);
  if (choice.url !== undefined && choice.stack !== undefined) {
    throw usageError('give --url or --stack, not both');
  }
  if (choice.url !== undefined) return parseUrl(choice.url, '--url');
  if (choice.stack === undefined && env.GONG_ACCESS_URL) {
    return parseUrl(env.GONG_ACCESS_URL, 'GONG_ACCESS_URL');
  }
  if (stack) return parseUrl((await outputs(stack)).apiUrl, `the output ApiUrl of ${stack}`);
  return parseUrl(localStage, 'the local stage');
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
