import { CommanderError } from 'commander';
import { CliError } from './errors';
import { type ExitCode, exitCodes } from './exit-codes';
import { terminal } from './output/terminal';
import { createProgram } from './program';

// A notice to developers of the SDK, not to users of a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Runs one command. @returns the exit code of the process */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<ExitCode> {
  const screen = terminal(env);
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(screen, env, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    screen.err.write(`${problemText(error, env)}\n`);
    return error instanceof CliError ? error.exitCode : exitCodes.unreachable;
  }
}

/** One clear line and what to do. An error that nobody foresaw shows its kind only: its text might hold anything. */
function problemText(error: unknown, env: NodeJS.ProcessEnv): string {
  if (error instanceof CliError) {
    const advice = error.advice === undefined ? '' : `\n${error.advice}`;
    return `gong-access: ${error.message}${advice}`;
  }
  const kind = error instanceof Error ? error.name : typeof error;
  const where = env.GONG_ACCESS_DEBUG && error instanceof Error ? `\n${error.stack}` : '';
  return `gong-access: unexpected ${kind}; GONG_ACCESS_DEBUG=1 shows where${where}`;
}
