const leadAtLeast = 20;
const leadAtMost = 500;

/** How long this process's writes to the pace item take, smoothed as TCP does (RFC 6298). Milliseconds. */
export class RoundTrip {
  private mean = 10;
  private deviation = 2.5;

  measured(ms: number): void {
    this.deviation += (Math.abs(ms - this.mean) - this.deviation) / 4;
    this.mean += (ms - this.mean) / 8;
  }

  /** How far ahead a slot must be written so that it is known in time. */
  get lead(): number {
    const lead = Math.ceil(this.mean + 4 * this.deviation);
    return Math.min(Math.max(lead, leadAtLeast), leadAtMost);
  }

  get two(): number {
    return 2 * this.mean;
  }
}
