/** What has to be ended, in the reverse order of its start. */
export class Closing {
  private readonly steps: (() => void | Promise<void>)[] = [];

  add(step: () => void | Promise<void>): void {
    this.steps.push(step);
  }

  /** Registers what a start gives, once it is there; a start that fails leaves nothing to end. */
  async track<T extends { stop(): void | Promise<void> }>(starting: Promise<T>): Promise<T> {
    const started = await starting;
    this.add(() => started.stop());
    return started;
  }

  /** Takes every step, also after one that fails. Safe to call again. */
  async run(): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      await Promise.resolve(step()).catch(() => undefined);
    }
  }
}
