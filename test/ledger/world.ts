import type { Audit } from '../../lambdas/domain/audit';
import { inLedgerOrder } from '../../lambdas/domain/call-ids';
import type { ChunkMessage } from '../../lambdas/domain/chunk-message';
import type { LedgerEvent } from '../../lambdas/domain/events';
import { AnswerCount } from '../../lambdas/domain/outage';
import { cut } from '../../lambdas/domain/request-audit';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { sweep } from '../../lambdas/domain/sweep';
import { MemoryLedger } from '../support/memory-ledger';
import { noStep, type Step } from '../support/memory-step';
import { RecordingQueue } from '../support/recording-ports';
import { type Timeline, TimelineGong } from './timeline-gong';

/** Small, so that a few calls make several chunks. */
const callsAChunk = 3;

const minute = 60_000;

/** A first delivery with all the time that it needs. */
export const firstDelivery = {
  deadline: Number.MAX_SAFE_INTEGER,
  isRepeat: false,
  isLast: false,
};

/** A ledger, Gong, a queue and a bus, for actors that work on them at the same time. */
export class World {
  readonly ledger = new MemoryLedger();
  readonly published: LedgerEvent[] = [];
  readonly queue = new RecordingQueue();
  private ids = 0;
  private minutes = 0;

  constructor(readonly timeline: Timeline) {}

  /** Everything that an actor needs, seen through its step. */
  as(step: Step = noStep) {
    return {
      ...this.ledger.as(step),
      gong: new AnswerCount(new TimelineGong(this.timeline, step)),
      events: { publish: (events: readonly LedgerEvent[]) => this.publish(events, step) },
      queue: this.queue,
      clock: () => this.timeline.now + this.minutes * minute,
      newId: () => `id-${++this.ids}`,
      requestsPerSecond: 3,
      visibilityMs: minute,
    };
  }

  private async publish(events: readonly LedgerEvent[], step: Step): Promise<void> {
    for (const event of events) {
      await step('before publish');
      this.published.push(event);
      await step('after publish');
    }
  }

  async accept(auditId: string, callIds: readonly string[]): Promise<ChunkMessage[]> {
    const { audits } = this.as();
    const chunks = cut(inLedgerOrder(callIds), callsAChunk);
    const audit: Audit = {
      auditId,
      status: 'accepted',
      requestedBy: 'test',
      priority: 'bulk',
      requested: chunks.flat().length,
      duplicates: 0,
      chunks: chunks.length,
      fingerprint: '',
      dispatched: chunks.length,
      createdAt: this.timeline.now,
    };
    await audits.reserve(audit);
    await audits.putChunks(auditId, chunks);
    await audits.accept(audit);
    return chunks.map((_, chunk) => ({ schemaVersion: 1, auditId, chunk }));
  }

  deliver(message: ChunkMessage, step: Step = noStep) {
    return runChunk(this.as(step), message, firstDelivery);
  }

  /** Time passes, `sweep` runs, the queue is worked off, until nothing is left to do. */
  async heal(): Promise<void> {
    for (let round = 0; round < 10; round++) {
      this.minutes += 10;
      await sweep(this.as());
      for (const message of this.queue.sent.splice(0)) await this.deliver(message);
    }
  }
}
