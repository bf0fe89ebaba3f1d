import { inParallel } from './in-parallel';

/**
 * Works on each item whatever becomes of the others: one that fails must not keep the rest from being done.
 * Gives the results in the order of the items; those that failed are left out.
 * @param failures takes the errors, for the caller to throw when all is done
 */
export async function eachApart<T, R>(
  atOnce: number,
  items: readonly T[],
  failures: unknown[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = await inParallel(atOnce, items, async (item) => {
    try {
      return [await work(item)];
    } catch (error) {
      failures.push(error);
      return [];
    }
  });
  return results.flat();
}
