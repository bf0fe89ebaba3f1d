import type { Totals } from '../api/shapes';
import { type Columns, letters, type OutcomeWord } from './columns';

/** A call or user and how many users or calls it goes with. */
export interface Ranked {
  readonly id: string;
  readonly count: number;
}

/** What the observations come to; counted here, not taken from the audit, so that the two can be compared. */
export interface Summary {
  readonly calls: number;
  readonly counted: Readonly<Record<OutcomeWord, number>>;
  /** Users with access to at least one call. */
  readonly users: number;
  /** (Call, user) pairs. */
  readonly grants: number;
  readonly widestCalls: readonly Ranked[];
  readonly busiestUsers: readonly Ranked[];
  readonly reasons: readonly Ranked[];
  /** Calls that were checked, but whose evidence is kept no longer: they count as failed here. */
  readonly expired: number;
  /** ISO 8601; absent if nothing was observed. */
  readonly firstObservedAt?: string;
  readonly lastObservedAt?: string;
  readonly requests: number;
}

/** Of a call whose evidence is kept no longer. */
export const expiredReason = 'evidence-expired';

/** @param most of each ranking */
export function summarise(columns: Columns, most: number): Summary {
  const callsByUser = new Array<number>(columns.users.length).fill(0);
  for (const user of columns.who) callsByUser[user] = (callsByUser[user] ?? 0) + 1;
  const callIds = columns.calls === '' ? [] : columns.calls.split(' ');
  const moments = columns.requests.map(([, at]) => at).sort();
  const [first, last] = [moments[0], moments.at(-1)];
  const reasons = Object.values(columns.reasons);
  return {
    calls: callIds.length,
    counted: countLetters(columns.outcomes),
    users: columns.users.length,
    grants: columns.who.length,
    widestCalls: ranked(callIds, columns.counts, most),
    busiestUsers: ranked(columns.users, callsByUser, most),
    reasons: tally(reasons),
    expired: reasons.filter((reason) => reason === expiredReason).length,
    ...(first === undefined ? {} : { firstObservedAt: first }),
    ...(last === undefined ? {} : { lastObservedAt: last }),
    requests: columns.requests.length,
  };
}

function countLetters(outcomes: string): Record<OutcomeWord, number> {
  const byLetter = new Map<string, number>();
  for (const letter of outcomes) byLetter.set(letter, (byLetter.get(letter) ?? 0) + 1);
  const of = (word: OutcomeWord) => byLetter.get(letters[word]) ?? 0;
  return {
    granted: of('granted'),
    none: of('none'),
    'not-returned': of('not-returned'),
    'not-found': of('not-found'),
    failed: of('failed'),
  };
}

function ranked(ids: readonly string[], counts: readonly number[], most: number): Ranked[] {
  const places = counts.map((count, i) => ({ i, count })).filter(({ count }) => count > 0);
  places.sort((a, b) => b.count - a.count || a.i - b.i);
  return places.slice(0, most).map(({ i, count }) => ({ id: ids[i] ?? '', count }));
}

function tally(words: readonly string[]): Ranked[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count);
}

/**
 * Where the audit's totals and its observations do not agree; empty if they do. Calls whose evidence has expired may be
 * any of what the totals say more.
 */
export function disagreements(
  requested: number,
  totals: Totals,
  { counted, calls, expired }: Summary,
) {
  const pairs: [string, number, number][] = [
    ['granted', totals.granted, counted.granted],
    ['none', totals.none, counted.none],
    ['not-returned', totals.notReturned, counted['not-returned']],
    ['not-found', totals.notFound, counted['not-found']],
    ['failed', totals.failed, counted.failed - expired],
  ];
  const wrong = pairs.filter(([, said, found]) => (expired > 0 ? said < found : said !== found));
  return requested === calls ? wrong : [...wrong, ['all calls', requested, calls] as const];
}
