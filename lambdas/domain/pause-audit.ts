import type { Audit, Outage, Pause } from './audit';
import { totalsOfShards } from './complete-audit';
import { GongCredentialsRejected, NoSlot } from './errors';
import type { AuditStore, Clock, EventBus } from './ports';
import { auditEvent } from './report-events';

export interface PauseDeps {
  readonly audits: AuditStore;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Why and until when an audit is to pause, and the outage that makes it. */
export interface AuditPause extends Pick<Pause, 'reason' | 'until'> {
  readonly outage?: Outage;
}

/** Pauses an audit that is at work and announces it, once. What is in the queue is acknowledged unworked. */
export async function pauseAudit(
  deps: PauseDeps,
  auditId: string,
  { outage, ...pause }: AuditPause,
): Promise<Audit | undefined> {
  const { audit, updated } = await deps.audits.update(auditId, ['accepted', 'running'], {
    status: 'paused',
    pause: { ...pause, since: deps.clock() },
    ...(outage && { outage }),
  });
  if (audit && updated) await announcePause(deps, audit);
  return audit;
}

/** Sends the event that an audit paused, unless it is known to be out. Safe to repeat: the event keeps its ID. */
export async function announcePause(deps: PauseDeps, audit: Audit): Promise<void> {
  const { auditId, pause } = audit;
  if (!pause || pause.announced) return;
  const totals = totalsOfShards(await deps.audits.shards(auditId));
  await deps.events.publish([auditEvent(audit, totals)]);
  await deps.audits.update(auditId, ['paused'], { pause: { ...pause, announced: true } });
}

/**
 * Sets a paused audit to work again; `sweep` sends the chunks that came out of the queue meanwhile.
 * @param isEmptied the queue holds none of its chunks any more: all that are not counted are sent
 */
export async function resumeAudit(
  deps: Pick<PauseDeps, 'audits'>,
  auditId: string,
  { isEmptied }: { isEmptied: boolean },
): Promise<Audit | undefined> {
  const { audit } = await deps.audits.update(auditId, ['paused'], {
    status: 'running',
    pause: null,
    ...(isEmptied && { dispatched: 0 }),
    // The time of the pause is not to be taken for slowness.
    seenProgress: null,
  });
  return audit;
}

/** How long an audit waits when nobody knows how long it must: the breaker's window. */
const defaultPauseMs = 15 * 60_000;

/** How an audit pauses for an error that only Gong or a person can cure; `undefined` for any other error. */
export function pauseFor(error: unknown, now: number): AuditPause | undefined {
  if (error instanceof GongCredentialsRejected) {
    return { reason: error.code, until: now + defaultPauseMs };
  }
  if (!(error instanceof NoSlot) || ['unavailable', 'deadline'].includes(error.reason))
    return undefined;
  return { reason: error.reason, until: error.retryAt ?? now + defaultPauseMs };
}
