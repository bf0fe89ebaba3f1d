/** What a stage of the API takes before it refuses. */
export interface ThrottleModel {
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** A token bucket, as API Gateway has one for each stage. */
export class Throttle {
  private tokens: number;
  private last: number | undefined;

  constructor(private readonly model: ThrottleModel) {
    this.tokens = model.burst;
  }

  /**
   * @param now milliseconds, never backwards
   * @returns whether the request is let through
   */
  admits(now: number): boolean {
    const { rate, burst } = this.model;
    const gained = ((now - (this.last ?? now)) / 1000) * rate;
    this.tokens = Math.min(burst, this.tokens + gained);
    this.last = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
