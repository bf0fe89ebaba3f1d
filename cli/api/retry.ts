import { ApiRefusal, CliError } from '../errors';
import { exitCodes } from '../exit-codes';
import { isLoopback } from './find-url';

const attempts = 4;
/** The longest wait that a person is made to sit through before being told, in ms. */
const longestWaitMs = 10_000;

/** Nothing came back. */
export class NoAnswer extends CliError {
  /** Whether it is worth trying again at once: not where nothing listens or a whole timeout has passed. */
  readonly mayPass: boolean;

  constructor(url: URL, error: unknown, timeoutMs: number) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const problem = isLate ? `did not answer in ${timeoutMs / 1_000} s` : 'cannot be reached';
    const isLocal = url.port === '3000';
    const advice = isLocal
      ? 'Start the local stage with `npm start`, or name the stack: --stack, --url or GONG_ACCESS_URL.'
      : 'Check --url or GONG_ACCESS_URL, and the network.';
    super(`${url.host} ${problem}`, exitCodes.unreachable, advice);
    this.mayPass = !isLate && !(isLoopback(url) && causeOf(error) === 'ECONNREFUSED');
  }
}

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause
    ? error.cause.code
    : undefined;

/** A refusal with the headers that say when to come back. */
export class Refused extends ApiRefusal {
  readonly retryAfterMs: number;

  constructor({ message, exitCode, advice, status, code }: ApiRefusal, headers: Headers) {
    super(message, exitCode, advice, status, code);
    this.retryAfterMs = Number(headers.get('retry-after') ?? 0) * 1_000;
  }
}

/** Milliseconds, or undefined if repeating is of no use. */
export function waitBefore(error: unknown, attempt: number): number | undefined {
  if (attempt >= attempts) return undefined;
  const backoff = 250 * 2 ** attempt;
  if (error instanceof NoAnswer) return error.mayPass ? backoff : undefined;
  if (!(error instanceof Refused) || ![429, 502, 503, 504].includes(error.status)) return undefined;
  const wait = Math.max(backoff, error.retryAfterMs || 0);
  return wait <= longestWaitMs ? wait : undefined;
}
