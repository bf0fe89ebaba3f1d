import { Api } from './api/client';
import { findUrl, isLoopback, type UrlChoice } from './api/find-url';
import { sigV4, unsigned } from './api/sign';
import { readStackOutputs } from './api/stack-outputs';
import type { Terminal } from './output/terminal';

/** Options that every command has. */
export interface GlobalOptions extends UrlChoice {
  readonly json?: boolean;
  readonly sign?: boolean;
}

/** What a command works with that needs no API. */
export interface LocalContext {
  readonly options: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  /** Writes a result: JSON, one value a line, if asked for; else the text for people. */
  print(value: unknown, text: () => string): void;
}

/** What a command works with. */
export interface Context extends LocalContext {
  readonly api: Api;
}

export function localContext(
  options: GlobalOptions,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): LocalContext {
  const print: LocalContext['print'] = (value, text) =>
    void terminal.out.write(`${options.json ? JSON.stringify(value) : text()}\n`);
  return { options, env, terminal, print };
}

/** @throws CliError if the API cannot be found */
export async function createContext(
  options: GlobalOptions,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<Context> {
  const url = await findUrl(options, env, (stack) => readStackOutputs(stack, options.region));
  const isSigned = options.sign || !isLoopback(url);
  const api = new Api(url, isSigned ? sigV4(env, options.region) : unsigned);
  return { ...localContext(options, env, terminal), api };
}
