import { Timetable } from './call-data';
import { FaultQueue } from './fault-queue';
import { Limits } from './limits';
import { type Clocks, Moments } from './moments';
import type { ChangeableOptions, Settings } from './options';
import { keyOf } from './random';
import { Counters } from './stats';
import { World } from './world';

/** What `reset` can put back: explicit changes of calls, faults to come, filled limits, counts, changed options. */
export const resettable = ['changes', 'faults', 'limits', 'stats', 'options'] as const;
export type Resettable = (typeof resettable)[number];

/** Everything that a running stand-in knows. */
export class StandInState {
  readonly world: World;
  readonly timetable: Timetable;
  readonly moments: Moments;
  readonly faults: FaultQueue;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Seeds what differs from request to request. */
  readonly key: number;
  limits = new Limits();
  counters = new Counters();
  settings: Settings;
  private requests = 0;

  constructor(
    private readonly initial: Settings,
    readonly clocks: Clocks,
  ) {
    this.settings = initial;
    this.key = keyOf(`${initial.seed}:requests`);
    this.world = new World(initial);
    this.timetable = new Timetable(initial, this.world);
    this.moments = new Moments(clocks.wall);
    this.faults = new FaultQueue(keyOf(`${initial.seed}:faults`));
    this.startedAt = this.moments.ofAnswer();
  }

  /** Numbers the requests. */
  nextRequest(): number {
    return this.requests++;
  }

  patch(changes: ChangeableOptions): void {
    this.settings = { ...this.settings, ...changes };
  }

  reset(what: readonly Resettable[]): void {
    const resets: Record<Resettable, () => void> = {
      changes: () => this.world.forgetChanges(),
      faults: () => this.faults.clear(),
      limits: () => {
        this.limits = new Limits();
      },
      stats: () => {
        this.counters = new Counters();
        this.limits.forgetCounts();
      },
      options: () => {
        this.settings = this.initial;
      },
    };
    for (const part of what) resets[part]();
  }
}
