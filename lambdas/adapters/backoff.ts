import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds before attempt `attempt` (from 1): doubling, half of it random. */
const waitBefore = (attempt: number, first: number) =>
  first * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);

/**
 * Sends what a batch call did not take again, until all is taken or the attempts are used up.
 * `send` gives back the entries to send again; it throws for those that no repetition cures.
 * @returns what is left
 */
export async function untilTaken<T>(
  entries: readonly T[],
  send: (entries: readonly T[]) => Promise<readonly T[]>,
  { attempts, firstWait }: { attempts: number; firstWait: number },
): Promise<readonly T[]> {
  let left = await send(entries);
  for (let attempt = 1; left.length > 0 && attempt < attempts; attempt++) {
    await sleep(waitBefore(attempt, firstWait));
    left = await send(left);
  }
  return left;
}
