import { type Audit, noTotals } from './audit';
import type { PauseDeps } from './pause-audit';
import { auditEvent } from './report-events';

/** Ends an audit that cannot even begin: status, event, then off the list of work. May be repeated. */
export async function failAudit(deps: PauseDeps, audit: Audit, failure: string): Promise<void> {
  const { audit: ended } = await deps.audits.update(
    audit.auditId,
    ['accepted', 'running', 'paused'],
    {
      status: 'failed',
      failure,
      totals: noTotals,
      completedAt: deps.clock(),
      isListing: null,
      pause: null,
    },
  );
  if (ended?.status === 'failed') await deps.events.publish([auditEvent(ended, noTotals)]);
  await deps.audits.settle(audit.auditId);
}
