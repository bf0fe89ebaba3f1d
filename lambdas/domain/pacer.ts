import type { Priority } from './audit';

/** Permission to send one request to Gong at one moment. */
export interface Slot {
  /** Milliseconds since 1970, whole, strictly increasing over all slots of the ledger: send then, not before. */
  readonly time: number;
}

/** What became of a request that used a slot. The pacer learns from it; report each slot once. */
export type SlotReport =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs?: number }
  | {
      readonly kind: 'credentials-rejected';
      readonly status: 401 | 403;
      readonly missingScope?: string;
    }
  | { readonly kind: 'other' };

/** The shared limiter of all functions. */
export interface Pacer {
  /**
   * Resolves when the slot's moment has come.
   * @throws NoSlot when none can be had before the deadline, the day is spent, the breaker is open, or the limiter
   * cannot be reached: then nothing may be sent.
   */
  acquire(ask: { priority: Priority; deadline: number }): Promise<Slot>;
  report(slot: Slot, report: SlotReport): Promise<void>;
}
