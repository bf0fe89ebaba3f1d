import type { Gong, GongAnswer } from '../../lambdas/domain/ports';
import type { Step } from '../support/memory-step';

/** What Gong would say of a call: its users, or that it is not in a valid answer, or that it does not know it. */
export type Truth = readonly string[] | 'absent' | 'unknown';

/** What was asked and answered at one slot. */
export interface Asked {
  readonly slot: number;
  readonly requestId: string;
  readonly callIds: readonly string[];
  readonly kind: GongAnswer['kind'];
}

/** The access that Gong knows, slot by slot, and the log of what it was asked. Slots are the only clock there is. */
export class Timeline {
  readonly log = new Map<number, Asked>();
  private slots = 0;

  constructor(
    private readonly truth: (callId: string, slotNumber: number) => Truth,
    readonly start: number,
    readonly slotMs: number,
  ) {}

  truthAt(callId: string, slot: number): Truth {
    return this.truth(callId, Math.round((slot - this.start) / this.slotMs));
  }

  get now(): number {
    return this.start + this.slots * this.slotMs;
  }

  pass(slots: number): void {
    this.slots += slots;
  }

  ask(callIds: readonly string[]): GongAnswer {
    this.slots += 1;
    const slot = this.now;
    const requestId = `request-${this.slots}`;
    const isUnknown = callIds.some((callId) => this.truthAt(callId, slot) === 'unknown');
    const kind = isUnknown ? 'calls-not-found' : 'answered';
    this.log.set(slot, { slot, requestId, callIds, kind });
    const callAccessList = callIds.flatMap((callId) => {
      const users = this.truthAt(callId, slot);
      return typeof users === 'string'
        ? []
        : [{ callId, users: users.map((userId) => ({ userId })) }];
    });
    const body = isUnknown ? { errors: ['Some calls not found'] } : { requestId, callAccessList };
    return { kind, slot, requestId, body: JSON.stringify(body) };
  }
}

/** Gong as one actor sees it: the slot is taken at once, the answer comes when the scheduler lets it. */
export class TimelineGong implements Gong {
  constructor(
    private readonly timeline: Timeline,
    private readonly step: Step,
  ) {}

  async usersAccess(callIds: readonly string[]): Promise<GongAnswer> {
    await this.step('before Gong');
    const answer = this.timeline.ask(callIds);
    await this.step('after Gong');
    return answer;
  }
}
