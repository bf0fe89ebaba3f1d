import type { Sent } from './traffic';

/** Counts what came of the offered requests. */
export class Tally {
  offered = 0;
  shed = 0;
  readonly statuses: Record<number, number> = {};
  readonly audits: string[] = [];
  readonly problems: string[] = [];
  private readonly times: number[] = [];

  take({ ask, answer, took }: Sent): void {
    this.offered += 1;
    const status = answer?.status ?? 0;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    if (!answer || status >= 500) this.note(`${ask.method} ${ask.path.split('?')[0]}: ${status}`);
    if (status === 429) {
      this.shed += 1;
      if (!answer?.retryAfter) this.note('a 429 without Retry-After');
      return;
    }
    this.times.push(took);
    if (ask.kind === 'audit' && status === 202 && answer) {
      this.audits.push((JSON.parse(answer.body) as { auditId: string }).auditId);
    }
  }

  get accepted(): number {
    return this.times.length;
  }

  /** Milliseconds that this share (0 to 1) of the accepted requests took at most. */
  percentile(share: number): number {
    const sorted = [...this.times].sort((a, b) => a - b);
    return Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  }

  private note(problem: string): void {
    if (this.problems.length < 20) this.problems.push(problem);
  }
}
