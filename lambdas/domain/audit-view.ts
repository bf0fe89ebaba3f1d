import { type Audit, hasEnded, sumOfTotals, type Totals } from './audit';
import { type SourceView, sourceView } from './audit-source';
import { coverage } from './observation';

/** An audit as the API shows it; times are ISO 8601 UTC. */
export interface AuditView {
  readonly auditId: string;
  readonly status: Audit['status'];
  readonly label?: string;
  readonly requestedBy: string;
  /** Where its calls come from, if the request did not name them. */
  readonly source?: SourceView;
  /** Its calls are still being listed: `requested` is 0 until they are known. */
  readonly listing?: true;
  readonly requested: number;
  readonly duplicates: number;
  /** Of the calls checked so far; for an ended audit they add up to `requested`. */
  readonly totals: Totals;
  /** Share of the calls checked, 0 to 1. */
  readonly progress: number;
  /**
   * When the audit will probably be complete: what is left at the rate of its last minutes, at first at Gong's rate. The
   * day's budget is not in it. Absent once it has ended or when only a person resumes it.
   */
  readonly eta?: string;
  /** Why the audit failed as a whole. */
  readonly failureReason?: string;
  readonly pauseReason?: string;
  readonly resumesAt?: string;
  readonly createdAt: string;
  readonly completedAt?: string;
  readonly coverage: string;
}

const iso = (moment: number) => new Date(moment).toISOString();

/** @param totals of the chunks counted so far */
export function auditView(
  audit: Audit,
  totals: Totals,
  now: { at: number; requestsPerSecond: number },
): AuditView {
  const shown = accountedTotals(audit, totals);
  const { auditId, status, label, requestedBy, requested, duplicates, pause } = audit;
  const eta = etaOf(audit, sumOfTotals(totals), now);
  return {
    auditId,
    status,
    ...(label === undefined ? {} : { label }),
    requestedBy,
    ...(audit.source ? { source: sourceView(audit.source) } : {}),
    ...(audit.isListing && !hasEnded(status) ? { listing: true as const } : {}),
    requested,
    duplicates,
    totals: shown,
    progress: progressOf(audit, sumOfTotals(shown)),
    ...(eta === undefined ? {} : { eta: iso(eta) }),
    ...(audit.failure === undefined ? {} : { failureReason: audit.failure }),
    ...(pause ? { pauseReason: pause.reason } : {}),
    ...(pause?.until === undefined ? {} : { resumesAt: iso(pause.until) }),
    createdAt: iso(audit.createdAt),
    ...(audit.completedAt === undefined ? {} : { completedAt: iso(audit.completedAt) }),
    coverage,
  };
}

function progressOf({ requested, status }: Audit, checked: number): number {
  if (requested === 0) return hasEnded(status) ? 1 : 0;
  return Math.floor((checked / requested) * 10_000) / 10_000;
}

/** What a cancelled audit did not check counts as failed, so that its totals reconcile. */
export const accountedTotals = (audit: Audit, totals: Totals): Totals =>
  audit.status === 'cancelled'
    ? { ...totals, failed: totals.failed + audit.requested - sumOfTotals(totals) }
    : totals;

function etaOf(
  audit: Audit,
  checked: number,
  now: { at: number; requestsPerSecond: number },
): number | undefined {
  if (hasEnded(audit.status)) return undefined;
  if (audit.isListing || (audit.pause && audit.pause.until === undefined)) return undefined;
  const chunksLeft = Math.ceil(audit.chunks * (1 - checked / audit.requested));
  const start = Math.max(now.at, audit.pause?.until ?? 0);
  const chunksPerSecond = audit.seenProgress?.chunksPerSecond ?? now.requestsPerSecond;
  return start + Math.ceil((chunksLeft * 1_000) / chunksPerSecond);
}
