/** Calls that one audit may name in a request. */
const mostCalls = 200_000;

/** A list as audits of it: cut where it is too long for one, and then each call once. */
export interface Split {
  readonly parts: readonly (readonly string[])[];
  /** IDs taken out here because they came before. The API counts those of a list that is not cut. */
  readonly duplicates: number;
}

export function split(callIds: readonly string[], most = mostCalls): Split {
  if (callIds.length <= most) return { parts: [callIds], duplicates: 0 };
  const different = [...new Set(callIds)];
  const count = Math.ceil(different.length / most);
  const size = Math.ceil(different.length / count);
  const parts = Array.from({ length: count }, (_, i) => different.slice(i * size, (i + 1) * size));
  return { parts, duplicates: callIds.length - different.length };
}

/** The key of a part: the same list under the same key is the same audits, another list is refused by the API. */
export const partKey = (key: string, part: number, parts: number): string =>
  parts === 1 ? key : `${key}/${part + 1}-of-${parts}`;
