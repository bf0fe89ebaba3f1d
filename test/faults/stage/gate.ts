/** Opens when so many have come to it: brings processes to one place at one time. */
export class Gate {
  passed = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly size: number) {}

  /** Resolves when the last one has come, or after ten seconds. */
  pass(): Promise<void> {
    this.passed += 1;
    if (this.passed >= this.size) {
      for (const open of this.waiting.splice(0)) open();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setTimeout(resolve, 10_000).unref();
    });
  }
}
