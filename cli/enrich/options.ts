import { gongOrigin } from '../../lambdas/adapters/gong/base-url';
import { usageError } from '../errors';

/** What names are asked for: of users, of calls, or (`true`) of both. */
export interface EnrichOptions {
  readonly enrich?: true | 'users' | 'calls';
  readonly gongUrl?: string;
}

/** Where names are asked for, and with what. */
export interface GongAccess {
  readonly origin: URL;
  /** Of the `authorization` header. */
  readonly authorization: string;
}

/**
 * The command line asks Gong itself for names, with a key of whoever runs it: the stack holds no names, and its key need
 * not be able to read them.
 * @throws CliError if anything is missing, or the URL is none of Gong's
 */
export function gongAccess({ gongUrl }: EnrichOptions, env: NodeJS.ProcessEnv): GongAccess {
  const { GONG_ACCESS_KEY: key, GONG_ACCESS_KEY_SECRET: secret } = env;
  const url = gongUrl ?? env.GONG_URL;
  if (!key || !secret || !url) {
    throw usageError(
      '--enrich asks Gong for names, and needs to know where and with which key',
      'Set GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, and give --gong-url or GONG_URL.',
    );
  }
  const origin = gongOrigin(url, 'loopback');
  if (!origin) {
    throw usageError(
      '--gong-url is not one of Gong’s',
      'It looks like https://us-55616.api.gong.io',
    );
  }
  return { origin, authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` };
}
