import type { ChangeSummary } from './ports';

/** One user's access to one call changed, as the API shows it. It happened between the two observations. */
export interface AccessChange {
  readonly change: 'granted' | 'revoked';
  readonly callId: string;
  readonly userId: string;
  readonly observedAt: string;
  readonly previousObservedAt: string;
  readonly auditId: string;
}

/** A line for each user; none if only the outcome changed. */
export function accessChanges(summary: ChangeSummary): AccessChange[] {
  const { callId, auditId } = summary;
  const about = {
    observedAt: new Date(summary.observedAt).toISOString(),
    previousObservedAt: new Date(summary.previousObservedAt).toISOString(),
    auditId,
  };
  const line = (change: AccessChange['change']) => (userId: string) => ({
    change,
    callId,
    userId,
    ...about,
  });
  return [...summary.granted.map(line('granted')), ...summary.revoked.map(line('revoked'))];
}
