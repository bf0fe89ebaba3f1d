import type { PaceState } from '../../domain/pace';
import type { PaceChange, PaceStore } from '../../domain/pace-change';
import type { Clock } from '../../domain/ports';
import { RoundTrip } from './pace-round-trip';

/** Knowledge older than this is checked before anyone is turned away because of it. Milliseconds. */
const freshMs = 1_000;

/** What this process last saw of the pace item. Others change it, so each write tests what it rests on. */
export class PaceSight {
  readonly roundTrip = new RoundTrip();
  private last: PaceState | undefined;
  private at = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: PaceStore,
    private readonly clock: Clock,
  ) {}

  get state(): PaceState | undefined {
    return this.last;
  }

  get isFresh(): boolean {
    return this.clock() - this.at < freshMs;
  }

  async look(): Promise<PaceState | undefined> {
    return this.saw(await this.store.read());
  }

  async write(change: PaceChange): Promise<PaceState | undefined> {
    const started = this.clock();
    const state = await this.store.write(change);
    this.roundTrip.measured(this.clock() - started);
    return state && this.saw(state);
  }

  /** Holds for this process at once, and also if the item cannot be written. */
  assume(set: Partial<PaceState>): void {
    if (this.last) this.last = { ...this.last, ...set };
  }

  private saw(state: PaceState | undefined): PaceState | undefined {
    this.last = state;
    this.at = this.clock();
    return state;
  }
}
