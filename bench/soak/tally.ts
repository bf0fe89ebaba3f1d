import type { Ask, Sent } from './traffic';

/** Counts what came of the offered requests. */
export class Tally {
  offered = 0;
  shed = 0;
  readonly audits: string[] = [];
  /** The first of them; what was accepted has to succeed. */
  readonly problems: string[] = [];
  private readonly times: Record<Ask['kind'], number[]> = { read: [], check: [], audit: [] };

  take({ ask, answer, took }: Sent): void {
    this.offered += 1;
    if (answer?.status === 429 && answer.retryAfter) {
      this.shed += 1;
      return;
    }
    // A call that no audit saw yet is not known: an answer like any other.
    const isUnknown = ask.kind === 'read' && answer?.status === 404;
    if (!answer || (answer.status >= 300 && !isUnknown)) {
      const path = ask.path.split('?')[0];
      this.note(`${ask.method} ${path}: ${answer?.status ?? 'no answer'}`);
      return;
    }
    this.times[ask.kind].push(took);
    if (ask.kind === 'audit') {
      this.audits.push((JSON.parse(answer.body) as { auditId: string }).auditId);
    }
  }

  accepted(kind: Ask['kind']): number {
    return this.times[kind].length;
  }

  /** Milliseconds that this share (0 to 1) of the accepted requests took at most. */
  percentile(kind: Ask['kind'], share: number): number {
    const sorted = [...this.times[kind]].sort((a, b) => a - b);
    return Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  }

  private note(problem: string): void {
    if (this.problems.length < 20) this.problems.push(problem);
  }
}
