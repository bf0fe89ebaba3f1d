import { type Audit, noTotals, type Totals } from '../../lambdas/domain/audit';
import { bucketOf } from '../../lambdas/domain/call-ids';
import type { CallState, Change, Receipt, Snapshot } from '../../lambdas/domain/call-state';
import { without } from '../../lambdas/domain/change';
import type { Answer, Evidence } from '../../lambdas/domain/evidence';

/** Valid data for tests. Moments are small offsets from one evening. */
export const evening = Date.UTC(2026, 2, 31, 18);
export const at = (offset: number) => evening + offset;

export const evidenceRef = { pk: 'AUDIT#audit-1', sk: 'EVIDENCE#000000' };

/** Sorted IDs of 19 digits. */
export const userIds = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => String(5_000_000_000_000_000_000n + BigInt(i)));

export function snapshot(offset: number, users: readonly string[] = []): Snapshot {
  return {
    outcome: users.length > 0 ? 'granted' : 'none',
    users,
    observedAt: at(offset),
    requestId: `request-${offset}`,
    auditId: 'audit-1',
    evidence: evidenceRef,
  };
}

export const callState = (
  callId: string,
  version: number,
  offset: number,
  users: readonly string[] = [],
): CallState => ({ callId, version, ...snapshot(offset, users) });

/** The step from `before` to a version with these users. */
export function changeFrom(before: CallState, offset: number, users: readonly string[]): Change {
  const { callId, outbox, askAgainAt, timesNotFound, floor, ...previous } = before;
  const next = snapshot(offset, users);
  return {
    callId,
    version: before.version + 1,
    observedAt: next.observedAt,
    previousObservedAt: before.observedAt,
    auditId: next.auditId,
    outcome: next.outcome,
    granted: without(users, before.users),
    revoked: without(before.users, users),
    previous,
  };
}

export function stateAfter(change: Change, users: readonly string[]): CallState {
  const { callId, version, observedAt } = change;
  return { ...callState(callId, version, observedAt - evening, users), outbox: change };
}

/** Of calls in one bucket. */
export function receipt(offset: number, seen: Readonly<Record<string, number>>): Receipt {
  const callIds = Object.keys(seen);
  return {
    bucket: bucketOf(callIds[0] ?? ''),
    slot: at(offset),
    requestId: `request-${offset}`,
    auditId: 'audit-1',
    evidence: evidenceRef,
    callIds,
    versions: Object.values(seen),
  };
}

/** So many calls of the bucket of `callId`, `callId` not among them. */
export function callsBeside(callId: string, count: number): string[] {
  const calls: string[] = [];
  for (let n = 1n; calls.length < count; n++) {
    const other = String(7_000_000_000_000_000_000n + n);
    if (other !== callId && bucketOf(other) === bucketOf(callId)) calls.push(other);
  }
  return calls;
}

export const answer = (from: number, to: number, offset: number, body = '{}'): Answer => ({
  ...{ from, to, kind: 'answered', slot: at(offset), requestId: `request-${offset}`, body },
});

export const evidenceOf = (...answers: Answer[]): Evidence => ({ answers, gaps: [] });

export const auditOf = (auditId: string, given: Partial<Audit> = {}): Audit => ({
  auditId,
  status: 'accepted',
  requestedBy: 'arn:aws:iam::123456789012:user/auditor',
  priority: 'bulk',
  requested: 3,
  duplicates: 0,
  chunks: 2,
  fingerprint: 'f'.repeat(64),
  dispatched: 0,
  createdAt: evening,
  ...given,
});

export const totalsOf = (given: Partial<Totals>): Totals => ({ ...noTotals, ...given });
