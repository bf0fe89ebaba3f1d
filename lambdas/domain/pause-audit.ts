import type { Audit, Pause } from './audit';
import { totalsOfShards } from './complete-audit';
import type { AuditStore, Clock, EventBus } from './ports';
import { auditEvent } from './report-events';

export interface PauseDeps {
  readonly audits: AuditStore;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Pauses an audit that is at work and announces it, once. What is in the queue is acknowledged unworked. */
export async function pauseAudit(
  deps: PauseDeps,
  auditId: string,
  pause: Omit<Pause, 'since'>,
): Promise<Audit | undefined> {
  const { audit, updated } = await deps.audits.update(auditId, ['accepted', 'running'], {
    status: 'paused',
    pause: { ...pause, since: deps.clock() },
  });
  if (audit && updated) {
    await deps.events.publish([
      auditEvent(audit, totalsOfShards(await deps.audits.shards(auditId))),
    ]);
  }
  return audit;
}

/** Sets a paused audit to work again; `sweep` sends all chunks that are not counted. */
export async function resumeAudit(
  deps: Pick<PauseDeps, 'audits'>,
  auditId: string,
): Promise<Audit | undefined> {
  const { audit } = await deps.audits.update(auditId, ['paused'], {
    status: 'running',
    pause: null,
    dispatched: 0,
  });
  return audit;
}
