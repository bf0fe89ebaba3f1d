import type { Settings } from './options';
import { People } from './people';
import { bits, keyOf, unit } from './random';

/** What is true of a call at a moment. */
export interface CallTruth {
  readonly known: boolean;
  /** Users with access, sorted, unique; empty for an unknown call. */
  readonly users: readonly string[];
}

/** What each draw is for: it keeps the draws of one call independent. */
const draw = {
  known: 1,
  large: 2,
  seats: 3,
  boundary: 4,
  phase: 5,
  holder: 6,
  emptied: 7,
  eraShift: 8,
  omitted: 9,
  nullUsers: 10,
} as const;

/** So many versions in a row a call is either without access or not. */
const eraLength = 8;
const day = 86_400_000;

/**
 * Who has access to which call, as a pure function of seed, call and time: nothing is stored, any ID of Gong's form has
 * a truth, and every moment can be asked for, past or future.
 *
 * A call has seats. Time is cut into versions; each version touches one seat, which thereby fills or empties (the first
 * seat changes hands). Whole eras of versions are without access.
 */
export class SeededTruth {
  private readonly people: People;

  constructor(private readonly settings: Settings) {
    this.people = new People(settings.seed);
  }

  /** @param moment whole milliseconds since 1970 */
  at(callId: string, moment: number): CallTruth {
    if (!this.isKnown(callId)) return { known: false, users: [] };
    return { known: true, users: this.usersAt(callId, moment) };
  }

  isKnown(callId: string): boolean {
    return unit(this.keyOfCall(callId), draw.known) >= this.settings.shareUnknown;
  }

  /** Users if Gong knew the call. */
  usersAt(callId: string, moment: number): readonly string[] {
    const key = this.keyOfCall(callId);
    return this.usersOf(key, this.version(key, moment));
  }

  /** Moments in (from, to] at which the access of the call may have changed, ascending. */
  *moments(callId: string, from: number, to: number): Generator<number> {
    const period = this.period();
    if (period === Number.POSITIVE_INFINITY) return;
    const key = this.keyOfCall(callId);
    for (let window = Math.floor(from / period); window * period <= to; window++) {
      const moment = this.boundary(key, window);
      if (moment > from && moment <= to) yield moment;
    }
  }

  /** Whether an answer names the call, and with its list of users. */
  telling(callId: string): { named: boolean; listed: boolean } {
    const key = this.keyOfCall(callId);
    const named = unit(key, draw.omitted) >= this.settings.shareOmitted;
    return { named, listed: named && unit(key, draw.nullUsers) >= this.settings.shareNullUsers };
  }

  private keyOfCall(callId: string): number {
    return keyOf(`${this.settings.seed}:${callId}`);
  }

  private period(): number {
    return day / this.settings.changesPerCallAndDay;
  }

  /** Each window of a period has one boundary, somewhere in it. */
  private boundary(key: number, window: number): number {
    return Math.ceil((window + unit(key, draw.boundary, window)) * this.period());
  }

  private version(key: number, moment: number): number {
    const period = this.period();
    if (period === Number.POSITIVE_INFINITY) return 0;
    const window = Math.floor(moment / period);
    return moment >= this.boundary(key, window) ? window + 1 : window;
  }

  private usersOf(key: number, version: number): string[] {
    if (this.emptied(key, version)) return [];
    const large = unit(key, draw.large) < this.settings.largeCalls.share;
    const seats = large ? 2 * this.settings.largeCalls.users - 1 : this.seats(key);
    const users = new Set<string>();
    for (let seat = 0; seat < seats; seat++) {
      const round = Math.floor((version - seat) / seats);
      if (!taken(key, seat, round)) continue;
      users.add(large ? this.people.crowdMember(seat) : this.holder(key, seat, round));
    }
    return [...users].sort();
  }

  private emptied(key: number, version: number): boolean {
    const shift = bits(key, draw.eraShift) % eraLength;
    const era = Math.floor((version + shift) / eraLength);
    return unit(key, draw.emptied, era) < this.settings.shareWithoutAccess;
  }

  /** One seat is always taken, the others half of the time; their number is geometric. */
  private seats(key: number): number {
    const mean = 2 * (this.settings.meanUsers - 1);
    if (mean === 0) return 1;
    return 1 + Math.floor(Math.log(1 - unit(key, draw.seats)) / Math.log(mean / (1 + mean)));
  }

  private holder(key: number, seat: number, round: number): string {
    return this.people.pick(unit(key, draw.holder, seat, round));
  }
}

function taken(key: number, seat: number, round: number): boolean {
  if (seat === 0) return true;
  return ((round + bits(key, draw.phase, seat)) & 1) === 0;
}
