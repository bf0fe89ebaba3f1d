import type { GongPacer } from '../../../lambdas/domain/pace-pacer';
import type { Slot, SlotReport } from '../../../lambdas/domain/pacer';

/** A pacer that gives a slot to whoever asks, and remembers what it was told. */
export class OpenPacer implements GongPacer {
  readonly versions: (string | undefined)[] = [];
  readonly reports: SlotReport[] = [];
  size = 100;
  /** Before each slot; may throw. */
  beforeSlot: () => Promise<void> = async () => undefined;
  private last = 0;

  async acquire({ secretVersion }: Parameters<GongPacer['acquire']>[0]): Promise<Slot> {
    await this.beforeSlot();
    this.versions.push(secretVersion);
    this.last = Math.max(Date.now(), this.last + 1);
    return { time: this.last };
  }

  async report(_: Slot, report: SlotReport): Promise<void> {
    this.reports.push(report);
  }

  async chunkSize(): Promise<number> {
    return this.size;
  }

  async learnChunkSize(refused: number, named?: number): Promise<void> {
    this.size = named ?? Math.floor(refused / 2);
  }
}
