import { noTotals } from '../../lambdas/domain/audit';
import { auditView } from '../../lambdas/domain/audit-view';
import { auditOf, evening } from '../support/samples';

const now = { at: evening, requestsPerSecond: 4 };
const half = { ...noTotals, none: 500 };
const running = { status: 'running', requested: 1_000, chunks: 10 } as const;

const secondsLeft = (audit: ReturnType<typeof auditOf>) => {
  const { eta } = auditView(audit, half, now);
  return eta === undefined ? undefined : (Date.parse(eta) - evening) / 1_000;
};

test("what is left takes as long as at Gong's rate, until the audit's own is measured", () => {
  const audit = auditOf('audit', running);
  expect(secondsLeft(audit)).toBe(1.25);
  const seenProgress = { chunks: 5, at: evening };
  expect(secondsLeft({ ...audit, seenProgress })).toBe(1.25);
  expect(secondsLeft({ ...audit, seenProgress: { ...seenProgress, chunksPerSecond: 0.5 } })).toBe(
    10,
  );
});

test('a pause comes first; without an end of the pause nobody knows, nor once the audit has ended', () => {
  const audit = auditOf('audit', running);
  const pause = { reason: 'day-spent', since: evening };
  expect(
    secondsLeft({ ...audit, status: 'paused', pause: { ...pause, until: evening + 60_000 } }),
  ).toBe(61.25);
  expect(secondsLeft({ ...audit, status: 'paused', pause })).toBeUndefined();
  expect(secondsLeft({ ...audit, status: 'completed-with-gaps' })).toBeUndefined();
});
