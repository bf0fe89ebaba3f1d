import { NoSlot } from '../../domain/errors';
import { chunkSizeAtFirst, type PaceConfig, stepOf, usPerMs } from '../../domain/pace';
import type { PaceStore } from '../../domain/pace-change';
import type { BreakerOpened, GongPacer } from '../../domain/pace-pacer';
import {
  planSlot,
  type SlotAsk,
  type SlotPlan,
  type SlotTake,
  slotsOf,
} from '../../domain/pace-plan';
import type { Slot, SlotReport } from '../../domain/pacer';
import type { Clock } from '../../domain/ports';
import { PaceQueue, type Waiter } from './pace-queue';
import { PaceReports } from './pace-reports';
import { PaceSight } from './pace-sight';
import { lateBy, Sleep, untilMoment } from './pace-timing';

export interface PacerParts {
  readonly store: PaceStore;
  readonly config: PaceConfig;
  readonly clock: Clock;
  /** 0 to 1, for the waits of those who lost a race. */
  readonly random: () => number;
  /** Called by the process whose request opened the breaker, once for each time it opens. */
  readonly onBreakerOpened: (opened: BreakerOpened) => Promise<void>;
}

/** Most slots that one write takes. */
const longestLease = 20;
/** A slot that this process slept through belongs to the past: others may be using the rate now. Milliseconds. */
const longestLateness = 250;

/**
 * One per process: all its requests share this loop, which takes slots from the pace item, one conditional write
 * each, and gives every slot to the most urgent request when its moment has come.
 */
export class SharedPacer implements GongPacer {
  private readonly queue = new PaceQueue();
  private readonly sight: PaceSight;
  private readonly reports: PaceReports;
  private readonly sleep = new Sleep();
  private running = false;
  private looked = false;
  private firstLook: Promise<void> | undefined;
  /** Microseconds that requests went out late, for which the next slots make room. */
  private owed = 0;
  /** Races lost in a row. */
  private lost = 0;

  constructor(private readonly parts: PacerParts) {
    this.sight = new PaceSight(parts.store, parts.clock);
    this.reports = new PaceReports(this.sight, parts);
  }

  async acquire(ask: Parameters<GongPacer['acquire']>[0]): Promise<Slot> {
    let timer: NodeJS.Timeout | undefined;
    const slot = new Promise<Slot>((resolve, reject) => {
      const waiter: Waiter = { ...ask, resolve, reject };
      const left = Math.min(Math.max(ask.deadline - this.parts.clock(), 0), 0x7fff_ffff);
      timer = setTimeout(() => this.turnAway(waiter, new NoSlot('deadline')), left);
      this.queue.add(waiter);
    });
    this.sleep.wake();
    if (!this.running) void this.run();
    return slot.finally(() => clearTimeout(timer));
  }

  async report(slot: Slot, report: SlotReport): Promise<void> {
    await this.reports.report(slot, report);
    this.sleep.wake();
  }

  async chunkSize(): Promise<number> {
    if (!this.looked) await this.lookFirst().catch(() => undefined);
    return this.sight.state?.chunkSize ?? chunkSizeAtFirst;
  }

  learnChunkSize(refused: number, named?: number): Promise<void> {
    return this.reports.learnChunkSize(refused, named);
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let head = this.queue.head(); head; head = this.queue.head()) {
      try {
        await this.serve(head);
      } catch {
        // Fails closed: without the item nobody knows what others have sent.
        for (const waiter of this.queue.removeAll()) waiter.reject(new NoSlot('unavailable'));
      }
    }
    this.running = false;
  }

  private async serve(head: Waiter): Promise<void> {
    if (!this.looked) return this.lookFirst();
    const ask = this.askOf(head);
    const plan = planSlot(this.parts.config, this.sight.state, ask, this.parts.clock());
    if (plan.kind === 'take') return this.take(head, plan, ask.owed);
    const refusal = refusalOf(plan, head);
    if (refusal && this.sight.isFresh) return this.turnAway(head, refusal);
    if (!refusal && plan.kind === 'wait') await this.sleep.until(plan.until, this.parts.clock);
    if (refusal || (plan.kind === 'wait' && plan.why === 'trial')) await this.sight.look();
  }

  /** Brings guard, breaker and chunk size before the first request. Who is most urgent may change meanwhile. */
  private lookFirst(): Promise<void> {
    this.firstLook ??= this.sight
      .look()
      .then(() => {
        this.looked = true;
      })
      .finally(() => {
        this.firstLook = undefined;
      });
    return this.firstLook;
  }

  private askOf(head: Waiter): SlotAsk {
    const { lead, two } = this.sight.roundTrip;
    const step = stepOf(this.parts.config, this.sight.state?.guard ?? 0);
    const lease = Math.min(Math.ceil((two * usPerMs) / step), longestLease);
    return {
      priority: head.priority,
      secretVersion: head.secretVersion,
      slots: Math.max(1, Math.min(lease, this.queue.countFor(head))),
      lead,
      roundTrips: two,
      owed: this.owed,
    };
  }

  private async take(head: Waiter, plan: SlotTake, owed: number): Promise<void> {
    const state = await this.sight.write(plan.change);
    if (!state) return this.loseRace();
    this.lost = 0;
    this.owed = Math.max(0, this.owed - owed);
    for (const time of slotsOf(plan, state.tat)) {
      const slot: Slot = { time };
      this.reports.given(slot, head.secretVersion, plan.probeUntil);
      const waiter = this.queue.takeFor(head);
      void (waiter ? this.give(waiter, slot) : this.leaveUnused(slot));
    }
  }

  /** Who loses again and again looks less often: many processes must not wear out the one item. */
  private async loseRace(): Promise<void> {
    this.lost += 1;
    const state = await this.sight.look();
    const step = stepOf(this.parts.config, state?.guard ?? 0) / usPerMs;
    const pause = this.parts.random() * step * 0.25 * Math.min(this.lost - 1, 8);
    if (pause >= 1) await this.sleep.until(this.parts.clock() + pause, this.parts.clock);
  }

  private async give(waiter: Waiter, slot: Slot): Promise<void> {
    if (slot.time > waiter.deadline) {
      waiter.reject(new NoSlot('deadline', slot.time));
      return this.leaveUnused(slot);
    }
    await untilMoment(slot.time, this.parts.clock);
    const late = this.parts.clock() - slot.time;
    if (late > longestLateness || this.isClosed()) return this.takeBack(waiter, slot);
    // Not the sum: one stall of this process makes several requests late by the same time.
    this.owed = Math.max(this.owed, lateBy(late) * usPerMs);
    waiter.resolve(slot);
  }

  /** A 429 or a refused secret came between the slot's writing and its moment. */
  private isClosed(): boolean {
    const now = this.parts.clock();
    const state = this.sight.state;
    return !!state && (state.pausedUntil > now || state.openUntil > now);
  }

  private takeBack(waiter: Waiter, slot: Slot): Promise<void> {
    if (waiter.deadline > this.parts.clock()) {
      this.queue.putBack(waiter);
      if (!this.running) void this.run();
    } else waiter.reject(new NoSlot('deadline'));
    return this.leaveUnused(slot);
  }

  /** It counts as spent all the same; but it must not hold up others as the trial of a secret. */
  private leaveUnused(slot: Slot): Promise<void> {
    return this.reports.report(slot, { kind: 'other' });
  }

  private turnAway(waiter: Waiter, refusal: NoSlot): void {
    if (this.queue.remove(waiter)) waiter.reject(refusal);
    this.sleep.wake();
  }
}

function refusalOf(plan: Exclude<SlotPlan, SlotTake>, waiter: Waiter): NoSlot | undefined {
  if (plan.kind === 'refuse') return new NoSlot(plan.reason, plan.retryAt, plan.detail);
  if (plan.until <= waiter.deadline) return undefined;
  return new NoSlot(plan.why === 'paused' ? 'paused' : 'deadline', plan.until);
}
