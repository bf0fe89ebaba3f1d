import { Logger } from '@aws-lambda-powertools/logger';
import { DomainError } from '../domain/errors';
import { HttpError } from './http-error';
import type { LogCode, LogFields } from './log-codes';

/** What the functions log with: codes and allowed fields only, so that a secret has no way in. */
export interface Log {
  info(code: LogCode, fields?: LogFields): void;
  warn(code: LogCode, fields?: LogFields): void;
  error(code: LogCode, fields?: LogFields): void;
}

/** One JSON line a message; level and service come from `POWERTOOLS_LOG_LEVEL` and `POWERTOOLS_SERVICE_NAME`. */
export function createLog(): Log {
  const logger = new Logger();
  return {
    info: (code, fields = {}) => logger.info(code, { ...fields }),
    warn: (code, fields = {}) => logger.warn(code, { ...fields }),
    error: (code, fields = {}) => logger.error(code, { ...fields }),
  };
}

const framesKept = 6;

/**
 * What may be logged of an error. Only our own messages are known to be free of input and secrets;
 * of any other error the class and the place are kept, since libraries put requests and headers into messages.
 */
export function describeError(error: unknown): LogFields {
  if (error instanceof DomainError || error instanceof HttpError) {
    return { code: error.code, reason: error.message };
  }
  if (!(error instanceof Error)) return { errorName: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { errorName: error.name, at: frames.slice(0, framesKept).map((frame) => frame.trim()) };
}
