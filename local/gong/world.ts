import { idAt, indexOfId } from './ids';
import type { Settings } from './options';
import { Overlay } from './overlay';
import { type CallTruth, SeededTruth } from './truth';

/** What the next well-formed answer about a call says, and what an audit must make of it. */
export interface ExpectedAnswer extends CallTruth {
  readonly callId: string;
  /** Whether an answer names the call. */
  readonly named: boolean;
  readonly outcome: 'granted' | 'none' | 'not-returned' | 'not-found';
}

/** A stretch of a call's history: true from `from` until the next one. */
export interface Version extends CallTruth {
  readonly from: number;
}

/** An explicit change of a call: users are granted first, then revoked. */
export interface CallChange {
  readonly grant?: readonly string[] | undefined;
  readonly revoke?: readonly string[] | undefined;
  readonly unknown?: boolean | undefined;
}

const callIdDigits = 18;
const mostVersions = 10_000;

/** All calls of the stand-in: the seeded truth under the explicit changes. */
export class World {
  private readonly seeded: SeededTruth;
  private readonly overlay = new Overlay();
  private readonly sequence: string;

  constructor(settings: Settings) {
    this.seeded = new SeededTruth(settings);
    this.sequence = `${settings.seed}:calls`;
  }

  callId(n: number): string {
    return idAt(this.sequence, n, callIdDigits);
  }

  /** The place of a call in the sequence of `callId`. */
  indexOf(callId: string): number | undefined {
    return callId.length === callIdDigits ? indexOfId(this.sequence, callId) : undefined;
  }

  at(callId: string, moment: number): CallTruth {
    if (!this.overlay.has(callId)) return this.seeded.at(callId, moment);
    if (!this.isKnown(callId, moment)) return { known: false, users: [] };
    const seeded = this.seeded.usersAt(callId, moment);
    return { known: true, users: this.overlay.users(callId, moment, seeded) };
  }

  isKnown(callId: string, moment: number): boolean {
    return this.overlay.known(callId, moment) ?? this.seeded.isKnown(callId);
  }

  /** Whether an answer names the call, and with its list of users. */
  telling(callId: string): { named: boolean; listed: boolean } {
    return this.seeded.telling(callId);
  }

  expected(callId: string, moment: number): ExpectedAnswer {
    const truth = this.at(callId, moment);
    const { named, listed } = this.telling(callId);
    const tells = truth.users.length > 0 ? 'granted' : 'none';
    const outcome = !truth.known ? 'not-found' : listed ? tells : 'not-returned';
    return { callId, ...truth, named: truth.known && named, outcome };
  }

  /** Changes a call from `at` on; what changes nothing is not recorded. */
  change(callId: string, change: CallChange, at: number): void {
    if (change.unknown !== undefined && change.unknown === this.isKnown(callId, at)) {
      this.overlay.record(callId, { at, kind: change.unknown ? 'unknown' : 'known' });
    }
    const users = () => new Set(this.overlay.users(callId, at, this.seeded.usersAt(callId, at)));
    const granted = without(change.grant, users());
    if (granted.length > 0) this.overlay.record(callId, { at, kind: 'grant', users: granted });
    const revoked = within(change.revoke, users());
    if (revoked.length > 0) this.overlay.record(callId, { at, kind: 'revoke', users: revoked });
  }

  /**
   * What was true of the call from `from` to `to`, oldest first; neighbours differ.
   * @throws RangeError if there may be more than 10,000 versions
   */
  history(callId: string, from: number, to: number): Version[] {
    const versions: Version[] = [{ from, ...this.at(callId, from) }];
    for (const moment of this.moments(callId, from, to)) {
      const truth = this.at(callId, moment);
      if (!same(truth, versions.at(-1))) versions.push({ from: moment, ...truth });
    }
    return versions;
  }

  forgetChanges(): void {
    this.overlay.clear();
  }

  private moments(callId: string, from: number, to: number): number[] {
    const moments = this.overlay.moments(callId, from, to);
    for (const moment of this.seeded.moments(callId, from, to)) {
      if (moments.push(moment) > mostVersions) throw new RangeError('too many versions');
    }
    return [...new Set(moments)].sort((a, b) => a - b);
  }
}

const without = (users: readonly string[] = [], present: ReadonlySet<string>) =>
  users.filter((user) => !present.has(user));

const within = (users: readonly string[] = [], present: ReadonlySet<string>) =>
  users.filter((user) => present.has(user));

const same = (a: CallTruth, b: CallTruth | undefined): boolean =>
  a.known === b?.known && a.users.join() === b.users.join();
