import assert from 'node:assert/strict';

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Resolves when it is so. @throws AssertionError after ten seconds */
export async function until(is: () => boolean): Promise<void> {
  for (let n = 0; n < 400 && !is(); n++) await pause(25);
  assert(is(), 'what was waited for did not come');
}
