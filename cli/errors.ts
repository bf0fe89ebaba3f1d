import { type ExitCode, exitCodes } from './exit-codes';

/** Something that a person can act on: one line, and what to do. Never holds a secret. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode,
    readonly advice?: string,
  ) {
    super(message);
  }
}

export const usageError = (message: string, advice?: string) =>
  new CliError(message, exitCodes.usage, advice);

/** The API's answer to a request that it did not fulfil. */
export class ApiRefusal extends CliError {
  constructor(
    message: string,
    exitCode: ExitCode,
    advice: string | undefined,
    readonly status: number,
    /** The API's stable code, if the answer had one. */
    readonly code: string | undefined,
  ) {
    super(message, exitCode, advice);
  }
}
