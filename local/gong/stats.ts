import type { LimitCounts } from './limits';

export interface Stats extends LimitCounts {
  /** Requests under `/v2`, whatever became of them. */
  readonly arrivals: number;
  /** Requests that came although an answer before them said, by Retry-After, to wait longer. */
  readonly duringRetryAfter: number;
  /** Answers by status, those among them that a fault broke on the wire. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Faults that befell a request, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** Calls named in answers with status 200 of `POST /v2/calls/users-access`. */
  readonly callsAnswered: number;
  readonly inFlight: number;
  readonly mostInFlight: number;
}

/** Counts; the same few numbers however long it runs. */
export class Counters {
  private arrivals = 0;
  private duringRetryAfter = 0;
  private callsAnswered = 0;
  private inFlight = 0;
  private mostInFlight = 0;
  private readonly byStatus: Record<string, number> = {};
  private readonly faults: Record<string, number> = {};
  private waitUntil = Number.NEGATIVE_INFINITY;

  /** @param now monotonic milliseconds */
  arrived(now: number): void {
    this.arrivals++;
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    if (now < this.waitUntil) this.duringRetryAfter++;
  }

  left(): void {
    this.inFlight--;
  }

  /** @param retryAfter the header of the answer, if it has one */
  answered(status: number, calls: number, retryAfter: string | undefined, now: number): void {
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
    if (status === 200) this.callsAnswered += calls;
    if (retryAfter !== undefined && /^[0-9]+$/.test(retryAfter)) {
      this.waitUntil = Math.max(this.waitUntil, now + Number(retryAfter) * 1000);
    }
  }

  befell(kind: string): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1;
  }

  stats(limits: LimitCounts): Stats {
    const { arrivals, duringRetryAfter, callsAnswered, inFlight, mostInFlight } = this;
    return {
      ...limits,
      arrivals,
      duringRetryAfter,
      callsAnswered,
      inFlight,
      mostInFlight,
      byStatus: { ...this.byStatus },
      faults: { ...this.faults },
    };
  }
}
