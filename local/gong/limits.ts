import type { Settings } from './options';
import { SlidingSecond } from './sliding-second';

export type LimitRules = Pick<
  Settings,
  'requestsPerSecond' | 'requestsPerDay' | 'dayLengthMs' | 'dayStart' | 'refusedCount'
>;

/** `retryAfter`: whole seconds, as Gong gives them. */
export type Verdict =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly by: 'second' | 'day'; readonly retryAfter: number };

export interface LimitCounts {
  readonly accepted: number;
  readonly refusedBySecond: number;
  readonly refusedByDay: number;
  /** The most arrivals accepted, and the most that came, in any sliding second. */
  readonly peakAccepted: number;
  readonly peakArrivals: number;
  readonly day: { readonly start: number; readonly used: number } | null;
}

/** Gong's limits for a company: so many requests in any sliding second, so many a day. */
export class Limits {
  private readonly accepted = new SlidingSecond();
  private readonly arrivals = new SlidingSecond();
  private totals = { accepted: 0, second: 0, day: 0 };
  private day: { start: number; used: number } | null = null;

  /** Judges an arrival at these moments (see `Clocks`). */
  arrive(rules: LimitRules, now: { wall: number; monotonic: number }): Verdict {
    const today = this.today(rules, now.wall);
    const verdict = this.judge(rules, today, now);
    this.count(rules, today, verdict, now.monotonic);
    return verdict;
  }

  counts(): LimitCounts {
    return {
      accepted: this.totals.accepted,
      refusedBySecond: this.totals.second,
      refusedByDay: this.totals.day,
      peakAccepted: this.accepted.peak,
      peakArrivals: this.arrivals.peak,
      day: this.day && { ...this.day },
    };
  }

  /** Starts the counts again; what fills the second and the day stays. */
  forgetCounts(): void {
    this.totals = { accepted: 0, second: 0, day: 0 };
    this.accepted.forgetPeak();
    this.arrivals.forgetPeak();
  }

  private judge(
    rules: LimitRules,
    today: { start: number; used: number },
    now: { wall: number; monotonic: number },
  ): Verdict {
    if (today.used >= rules.requestsPerDay) {
      const reset = today.start + rules.dayLengthMs;
      return { accepted: false, by: 'day', retryAfter: wholeSeconds(reset - now.wall) };
    }
    const window = rules.refusedCount.second ? this.arrivals : this.accepted;
    if (window.countAt(now.monotonic) < rules.requestsPerSecond) return { accepted: true };
    const free = window.leaves(rules.requestsPerSecond);
    return { accepted: false, by: 'second', retryAfter: wholeSeconds(free - now.monotonic) };
  }

  private count(rules: LimitRules, today: { used: number }, verdict: Verdict, t: number): void {
    this.arrivals.add(t);
    if (verdict.accepted) this.accepted.add(t);
    if (verdict.accepted || rules.refusedCount.day) today.used++;
    this.totals[verdict.accepted ? 'accepted' : verdict.by]++;
  }

  private today(rules: LimitRules, now: number): { start: number; used: number } {
    if (this.day && now < this.day.start + rules.dayLengthMs) return this.day;
    this.day = { start: dayStart(rules, now), used: 0 };
    return this.day;
  }
}

function dayStart({ dayStart: start, dayLengthMs: length }: LimitRules, now: number): number {
  return start === null ? now : start + Math.floor((now - start) / length) * length;
}

const wholeSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));
