/** Counts events of the last second, and the most there ever were in one. Holds the last second's times only. */
export class SlidingSecond {
  private times: number[] = [];
  private first = 0;
  private most = 0;

  /** Events in (t - 1 s, t]. `t` must not go back. */
  countAt(t: number): number {
    while (this.first < this.times.length && (this.times[this.first] ?? t) <= t - 1000) {
      this.first++;
    }
    if (this.first > 1024 && this.first * 2 > this.times.length) {
      this.times = this.times.slice(this.first);
      this.first = 0;
    }
    return this.times.length - this.first;
  }

  add(t: number): void {
    this.times.push(t);
    this.most = Math.max(this.most, this.countAt(t));
  }

  /** The most events in any sliding second so far. */
  get peak(): number {
    return this.most;
  }

  forgetPeak(): void {
    this.most = 0;
  }

  /** When the n-th youngest event of the last second is no longer in it. */
  leaves(n: number): number {
    return (this.times[this.times.length - n] ?? Number.NEGATIVE_INFINITY) + 1000;
  }
}
