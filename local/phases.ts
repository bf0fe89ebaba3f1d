/** How long each part of the start took, in milliseconds. */
export class Phases {
  readonly taken: Record<string, number> = {};

  async time<T>(name: string, work: Promise<T>): Promise<T> {
    const from = performance.now();
    const result = await work;
    this.taken[name] = Math.round(performance.now() - from);
    return result;
  }
}
