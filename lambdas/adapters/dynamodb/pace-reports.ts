import type { PaceConfig } from '../../domain/pace';
import type { PaceChange } from '../../domain/pace-change';
import type { BreakerOpened } from '../../domain/pace-pacer';
import {
  chunkSizeChange,
  provenChange,
  refusalChanges,
  rejectionChange,
  trialOverChange,
} from '../../domain/pace-report';
import type { Slot, SlotReport } from '../../domain/pacer';
import type { Clock } from '../../domain/ports';
import type { PaceSight } from './pace-sight';

interface Trial {
  readonly version: string;
  readonly probeUntil: number;
}

interface Parts {
  readonly config: PaceConfig;
  readonly clock: Clock;
  readonly onBreakerOpened: (opened: BreakerOpened) => Promise<void>;
}

/**
 * Writes down what became of requests. A success costs no write, unless it proves a secret. What cannot be written
 * holds for this process all the same; the next slot then fails closed on the same item.
 */
export class PaceReports {
  private readonly trials = new WeakMap<Slot, Trial>();

  constructor(
    private readonly sight: PaceSight,
    private readonly parts: Parts,
  ) {}

  /** Remembers that the slot's request tries a version of the secret. */
  given(slot: Slot, version: string | undefined, probeUntil: number | undefined): void {
    if (version !== undefined && probeUntil !== undefined) {
      this.trials.set(slot, { version, probeUntil });
    }
  }

  async report(slot: Slot, report: SlotReport): Promise<void> {
    const trial = this.trials.get(slot);
    this.trials.delete(slot);
    if (report.kind === 'rate-limited') await this.refused(slot, report.retryAfterMs);
    if (report.kind === 'credentials-rejected') return this.rejected(report);
    if (trial) await this.tried(trial, report.kind === 'succeeded');
  }

  async learnChunkSize(refused: number, named?: number): Promise<void> {
    const change = chunkSizeChange(refused, named);
    this.sight.assume(change.set);
    await this.note(change);
  }

  private async refused(slot: Slot, retryAfterMs: number | undefined): Promise<void> {
    const state = this.sight.state;
    if (!state) return;
    const refusal = { slot: slot.time, now: this.parts.clock(), retryAfterMs };
    const [first, again] = refusalChanges(this.parts.config, state, refusal);
    const until = again.set.pausedUntil ?? 0;
    if (until > state.pausedUntil) this.sight.assume(again.set);
    if (!(await this.note(first))) await this.note(again);
  }

  private async rejected(
    report: Extract<SlotReport, { kind: 'credentials-rejected' }>,
  ): Promise<void> {
    const openedAt = this.parts.clock();
    const change = rejectionChange(report, openedAt);
    const { status, missingScope } = report;
    this.sight.assume(change.set);
    if (!(await this.note(change))) return;
    const opened = { openedAt, openUntil: change.set.openUntil ?? openedAt };
    // The answer to the request must not be lost over its announcement: alarms watch the breaker as well.
    await this.parts
      .onBreakerOpened({ status, ...(missingScope !== undefined && { missingScope }), ...opened })
      .catch(() => undefined);
  }

  private async tried(trial: Trial, works: boolean): Promise<void> {
    const { version, probeUntil } = trial;
    await this.note(works ? provenChange(version, probeUntil) : trialOverChange(probeUntil));
  }

  private async note(change: PaceChange): Promise<boolean> {
    try {
      return (await this.sight.write(change)) !== undefined;
    } catch {
      return false;
    }
  }
}
