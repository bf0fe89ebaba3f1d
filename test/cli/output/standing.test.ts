import type { AuditShape } from '../../../cli/api/shapes';
import { standingOf } from '../../../cli/output/standing';
import { endedAudit, observations } from '../support/made-up';

const now = Date.parse('2026-03-31T12:00:00.000Z');
const later = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
const none = { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: 0 };

function running(more: Partial<AuditShape> = {}): AuditShape {
  const { completedAt: _, ...audit } = endedAudit(observations(1));
  return { ...audit, status: 'running', requested: 1_000, totals: none, progress: 0, ...more };
}

describe('standingOf', () => {
  it('adds up audits of one list, which end with the last of them', () => {
    const half = running({ totals: { ...none, granted: 500 }, progress: 0.5, eta: later(50) });
    const whole = running({ eta: later(100) });
    const standing = standingOf([half, whole]);
    expect(standing).toMatchObject({ requested: 2_000, checked: 500, progress: 0.25 });
    expect(standing.eta).toBe(now + 100_000);
  });

  it('waits only where all wait', () => {
    const paused = running({
      status: 'paused',
      pauseReason: 'day-spent',
      resumesAt: later(3_600),
      eta: later(3_700),
    });
    expect(standingOf([paused, running()]).pause).toBeUndefined();
    const both = standingOf([paused, paused]);
    expect(both.pause).toContain('requests for the day are spent');
    expect(both.eta).toBe(now + 3_700_000);
    expect(standingOf([paused, endedAudit(observations(10))]).pause).toBe(both.pause);
  });

  it('knows nothing of an end while calls are being listed', () => {
    const listing = running({ listing: true, requested: 0 });
    const standing = standingOf([listing, running({ eta: later(10) })]);
    expect([standing.isListing, standing.eta]).toEqual([true, undefined]);
    expect(standingOf([listing])).toMatchObject({ requested: 0, progress: 0 });
  });

  it('is whole for an ended audit that has no calls', () => {
    const empty = endedAudit([], { totals: none, requested: 0 });
    expect(standingOf([empty])).toMatchObject({ isListing: false, progress: 1 });
  });
});
