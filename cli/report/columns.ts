import type { ObservationShape } from '../api/shapes';
import type { Names } from '../enrich/names';

/** Letters of the outcomes in `Columns.outcomes`. */
export const letters = {
  granted: 'g',
  none: 'n',
  'not-returned': 'r',
  'not-found': 'u',
  failed: 'f',
} as const;

export type OutcomeWord = keyof typeof letters;

/**
 * The observations as columns, a call the same place in each: a tenth of what the same objects take, and read by the
 * page in one go. Sorted by call ID.
 */
export interface Columns {
  /** Call IDs, separated by spaces. */
  readonly calls: string;
  /** A letter a call. */
  readonly outcomes: string;
  /** Users of each call: how many. */
  readonly counts: readonly number[];
  /** Places in `users`, of all calls one after the other. */
  readonly who: readonly number[];
  readonly users: readonly string[];
  /** Place in `requests` of each call; -1 for a failed one. */
  readonly request: readonly number[];
  /** Gong's requests: ID and moment. */
  readonly requests: readonly (readonly [id: string, at: string])[];
  /** Why calls failed, by their place. */
  readonly reasons: Readonly<Record<number, string>>;
}

/** @throws Error for an outcome that this version does not know: it must not be counted as another */
export function columnsOf(observations: readonly ObservationShape[]): Columns {
  const sorted = [...observations].sort((a, b) => compareIds(a.callId, b.callId));
  const users = new Places();
  const requests = new Places();
  const counts: number[] = [];
  const who: number[] = [];
  const request: number[] = [];
  const reasons: Record<number, string> = {};
  let outcomes = '';
  for (const [i, one] of sorted.entries()) {
    outcomes += letterOf(one.outcome);
    counts.push(one.users.length);
    for (const { userId } of one.users) who.push(users.of(userId));
    request.push(one.requestId ? requests.of(`${one.requestId}\n${one.observedAt ?? ''}`) : -1);
    if (one.reason !== undefined) reasons[i] = one.reason;
  }
  return {
    calls: sorted.map(({ callId }) => callId).join(' '),
    outcomes,
    counts,
    who,
    users: users.all(),
    request,
    requests: requests.all().map(pair),
    reasons,
  };
}

/** Names in the places of their users and calls; empty texts where there are none. */
export interface NameColumns {
  readonly people: readonly (readonly [name: string, emailAddress: string])[];
  readonly titles: readonly string[];
}

export function nameColumns({ users, calls }: Columns, names: Names): NameColumns {
  return {
    people: users.map((userId) => {
      const { name = '', emailAddress = '' } = names.users.get(userId) ?? {};
      return [name, emailAddress];
    }),
    titles: calls === '' ? [] : calls.split(' ').map((callId) => names.titles.get(callId) ?? ''),
  };
}

/** Numbers by size, without turning them into numbers: IDs are longer than those can be. */
const compareIds = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

function letterOf(outcome: string): string {
  const letter = Object.entries(letters).find(([word]) => word === outcome)?.[1];
  if (letter === undefined) throw new Error(`unknown outcome ${outcome}`);
  return letter;
}

const pair = (text: string): [string, string] => {
  const [id = '', at = ''] = text.split('\n');
  return [id, at];
};

/** Numbers texts as they first come. */
class Places {
  private readonly places = new Map<string, number>();

  of(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.places.size);
    return this.places.size - 1;
  }

  all(): string[] {
    return [...this.places.keys()];
  }
}
