import type { Priority } from '../../domain/audit';
import type { Slot } from '../../domain/pacer';

/** A request of this process that waits for a slot. */
export interface Waiter {
  readonly priority: Priority;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly secretVersion?: string | undefined;
  readonly resolve: (slot: Slot) => void;
  readonly reject: (error: Error) => void;
}

const ranks: Record<Priority, number> = { interactive: 0, event: 1, bulk: 2 };

/** Waiters of one process: by priority, then first come, first served. */
export class PaceQueue {
  private readonly waiters: Waiter[] = [];

  get length(): number {
    return this.waiters.length;
  }

  head(): Waiter | undefined {
    return this.waiters[0];
  }

  add(waiter: Waiter): void {
    this.insert(waiter, (other) => ranks[other.priority] > ranks[waiter.priority]);
  }

  /** Puts back a waiter whose slot could not be used: before its equals. */
  putBack(waiter: Waiter): void {
    this.insert(waiter, (other) => ranks[other.priority] >= ranks[waiter.priority]);
  }

  /** How many waiters may use slots that were taken for `like`. */
  countFor(like: Waiter): number {
    return this.waiters.filter((waiter) => mayUse(waiter, like)).length;
  }

  /** Takes the first waiter that may use a slot taken for `like`. */
  takeFor(like: Waiter): Waiter | undefined {
    const at = this.waiters.findIndex((waiter) => mayUse(waiter, like));
    return at < 0 ? undefined : this.waiters.splice(at, 1)[0];
  }

  remove(waiter: Waiter): boolean {
    const at = this.waiters.indexOf(waiter);
    if (at >= 0) this.waiters.splice(at, 1);
    return at >= 0;
  }

  removeAll(): Waiter[] {
    return this.waiters.splice(0);
  }

  private insert(waiter: Waiter, isAfter: (other: Waiter) => boolean): void {
    const at = this.waiters.findIndex(isAfter);
    this.waiters.splice(at < 0 ? this.waiters.length : at, 0, waiter);
  }
}

/** A slot may go to someone more urgent than it was taken for, never to someone less: the day's shares differ. */
const mayUse = (waiter: Waiter, like: Waiter): boolean =>
  ranks[waiter.priority] <= ranks[like.priority] && waiter.secretVersion === like.secretVersion;
