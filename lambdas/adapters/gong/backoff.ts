import { GongUnavailable } from '../../domain/errors';
import type { Clock } from '../../domain/ports';
import type { Failure } from './classify';

const firstWaitMs = 400;
const longestWaitMs = 5_000;

/**
 * Waits between two attempts: full jitter, or longer if Gong named a wait. After a 429 the pacer knows the wait.
 * @param failures attempts that failed so far
 * @throws GongUnavailable at once if the wait would outlast the deadline (milliseconds since 1970).
 */
export async function backoff(
  failures: number,
  outcome: Failure,
  deadline: number,
  { clock, random }: { clock: Clock; random: () => number },
): Promise<void> {
  if (outcome.kind === 'rate-limited') return;
  const jitter = random() * Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
  const named = outcome.kind === 'unavailable' ? (outcome.retryAfterMs ?? 0) : 0;
  const wait = Math.max(jitter, named);
  if (clock() + wait >= deadline) {
    throw new GongUnavailable(outcome.kind === 'unavailable' ? outcome.reason : outcome.kind);
  }
  await new Promise((resolve) => setTimeout(resolve, wait));
}
