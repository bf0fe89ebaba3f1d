import type { Audit, Totals } from './audit';
import type { Change } from './call-state';
import type { LedgerEvent } from './events';
import { coverage } from './observation';

/** Users in one event: keeps it far below the bus's size limit. */
const usersAnEvent = 1_000;

const iso = (moment: number) => new Date(moment).toISOString();

/** The events of a change: none if only the outcome changed. */
export function accessEvents(change: Change): LedgerEvent[] {
  return [
    ...eventsFor('Access Granted', change, change.granted),
    ...eventsFor('Access Revoked', change, change.revoked),
  ];
}

function eventsFor(
  detailType: 'Access Granted' | 'Access Revoked',
  change: Change,
  users: readonly string[],
): LedgerEvent[] {
  const { callId, version, observedAt, previousObservedAt, auditId } = change;
  const word = detailType === 'Access Granted' ? 'granted' : 'revoked';
  const parts = Math.ceil(users.length / usersAnEvent);
  return Array.from({ length: parts }, (_, part) => ({
    detailType,
    detail: {
      schemaVersion: 1,
      eventId: `${callId}-${version}-${word}-${part + 1}`,
      callId,
      users: users
        .slice(part * usersAnEvent, (part + 1) * usersAnEvent)
        .map((userId) => ({ userId })),
      version,
      observedAt: iso(observedAt),
      previousObservedAt: iso(previousObservedAt),
      auditId,
      part: part + 1,
      parts,
      link: `/calls/${callId}/access?at=${iso(observedAt)}`,
      coverage,
    },
  }));
}

/** The event that an audit ended or paused. Its ID changes only when what it says changes. */
export function auditEvent(audit: Audit, totals: Totals): LedgerEvent {
  const { auditId, status, label, requestedBy, requested, pause } = audit;
  const about = status === 'paused' ? `${pause?.since}` : Object.values(totals).join('.');
  return {
    detailType: detailTypeOf(status),
    detail: {
      schemaVersion: 1,
      eventId: `${auditId}-${status}-${about}`,
      auditId,
      status,
      ...(label === undefined ? {} : { label }),
      requestedBy,
      requested,
      totals,
      ...(pause || audit.failure !== undefined ? { reason: pause?.reason ?? audit.failure } : {}),
      ...(pause?.until === undefined ? {} : { resumesAt: iso(pause.until) }),
      link: `/audits/${auditId}`,
      coverage,
    },
  };
}

function detailTypeOf(status: Audit['status']) {
  if (status === 'paused') return 'Audit Paused';
  if (status === 'cancelled') return 'Audit Cancelled';
  return status === 'failed' ? 'Audit Failed' : 'Audit Completed';
}
