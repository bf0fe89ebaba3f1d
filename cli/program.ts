import { Command } from 'commander';
import { version } from '../package.json';
import {
  type Context,
  createContext,
  type GlobalOptions,
  type LocalContext,
  localContext,
} from './context';
import type { ExitCode } from './exit-codes';
import { addAudits } from './groups/audits';
import { addEvidence } from './groups/evidence';
import { addOperations } from './groups/operations';
import { addReading } from './groups/reading';
import type { Terminal } from './output/terminal';

/** Runs a command's function with what it works with. */
export interface Run {
  (command: Command, action: (context: Context) => Promise<ExitCode>): Promise<void>;
  /** For a command that needs no API. */
  local(command: Command, action: (context: LocalContext) => Promise<ExitCode>): Promise<void>;
}

/** The command line. @param done takes the exit code of the command that ran */
export function createProgram(
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
  done: (code: ExitCode) => void,
): Command {
  const optionsOf = (command: Command) => command.optsWithGlobals<GlobalOptions>();
  const run: Run = Object.assign(
    async (command: Command, action: (context: Context) => Promise<ExitCode>) =>
      done(await action(await createContext(optionsOf(command), env, terminal))),
    {
      local: async (command: Command, action: (context: LocalContext) => Promise<ExitCode>) =>
        done(await action(localContext(optionsOf(command), env, terminal))),
    },
  );
  const program = new Command('gong-access')
    .description('Who was given access to which Gong call, when that changed, and the proof.')
    .version(version)
    .option(
      '--url <url>',
      'the API (default: GONG_ACCESS_URL, else http://127.0.0.1:3000, the local stage)',
    )
    .option('--stack <name>', 'find the API in this CloudFormation stack (or GONG_ACCESS_STACK)')
    .option('--region <region>', 'AWS region of the stack (default: as AWS’s own tools)')
    .option('--sign', 'sign requests also to an API on this machine')
    .option('--json', 'for machines: JSON, one value a line')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => write(`gong-access: ${text.replace(/^error: /, '')}`),
    })
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of [addAudits, addReading, addEvidence, addOperations]) add(program, run);
  return program;
}
