import type { Priority } from './audit';
import type { Pacer, Slot } from './pacer';

/** The pacer as the Gong client needs it: it also knows which version of the secret works, and Gong's chunk size. */
export interface GongPacer extends Pacer {
  /**
   * @param ask `secretVersion`: the version that the request will carry. One that Gong has not taken yet goes out in
   * one request at a time, over all functions.
   * @throws NoSlot as every pacer.
   */
  acquire(ask: { priority: Priority; deadline: number; secretVersion?: string }): Promise<Slot>;
  /** Calls that Gong takes in one request, as far as known. */
  chunkSize(): Promise<number>;
  /** Gong refused this many calls in one request, and perhaps named how many it takes. */
  learnChunkSize(refused: number, named?: number): Promise<void>;
}

/** The breaker went from closed to open: told once, by the process whose request did it. */
export interface BreakerOpened {
  readonly status: 401 | 403;
  readonly missingScope?: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly openUntil: number;
}
