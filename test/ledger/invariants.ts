import { bucketOf } from '../../lambdas/domain/call-ids';
import type { Change } from '../../lambdas/domain/call-state';
import { evidenceTotals } from './evidence-totals';
import { expectAnnounced, expectHistory } from './expect-history';
import { type Expected, expectedOf } from './expected';
import type { World } from './world';

/** What must hold once all work is done, whatever happened on the way. @throws from `expect` */
export async function expectLedgerToHold(world: World): Promise<void> {
  const expected = expectedOf(world);
  const { calls } = world.as();
  for (const [callId, observations] of expected) await expectHistory(calls, callId, observations);
  await expectAnnounced(calls, expected.keys(), world.published);
  expectNothingElse(world, expected);
  expectFeed(world);
  expectPostings(world, expected);
  expectAuditsReconcile(world);
}

/** No receipt, version or late observation of what nobody observed. */
function expectNothingElse(world: World, expected: Expected) {
  const { states, changes, late, receipts } = world.ledger.calls;
  const isObserved = (callId: string, slot: number) =>
    expected.get(callId)?.some(({ observedAt }) => observedAt === slot) ?? false;
  const claims = [
    ...[...states.values()].map((state) => [state.callId, state.observedAt] as const),
    ...[...changes].flatMap(([id, steps]) => [...steps.keys()].map((at) => [id, at] as const)),
    ...[...late].flatMap(([id, byMoment]) => [...byMoment.keys()].map((at) => [id, at] as const)),
    ...[...receipts.values()].flatMap((r) => r.callIds.map((id) => [id, r.slot] as const)),
  ];
  expect(claims.filter(([callId, slot]) => !isObserved(callId, slot))).toEqual([]);
}

function expectFeed(world: World) {
  const { changes, feed } = world.ledger.calls;
  const steps = [...changes.values()].flatMap((byMoment) => [...byMoment.values()]);
  const inFeed = new Set(feed.map(({ callId, version }) => `${callId}-${version}`));
  expect(steps.filter(({ callId, version }) => !inFeed.has(`${callId}-${version}`))).toEqual([]);
}

/** A user's calls can be found: every observation that lists the user has left a hint. */
function expectPostings(world: World, expected: Expected) {
  for (const [callId, observations] of expected) {
    for (const user of observations.flatMap(({ users }) => users)) {
      expect(world.ledger.calls.postings.get(user) ?? new Set()).toContain(bucketOf(callId));
    }
  }
}

function expectAuditsReconcile(world: World) {
  for (const audit of world.ledger.audits.audits.values()) {
    const totals = evidenceTotals(world, audit.auditId);
    expect(audit).toMatchObject({ status: 'completed', totals });
    expect(Object.values(totals).reduce((sum, count) => sum + count)).toBe(audit.requested);
    const ended = world.published.filter(
      (e) => e.detailType === 'Audit Completed' && e.detail.auditId === audit.auditId,
    );
    expect(new Set(ended.map((event) => event.detail.eventId)).size).toBe(1);
    expectChanges(world, audit.auditId);
  }
}

/** An audit's changes are the steps of the history that it made, each of them once. */
function expectChanges(world: World, auditId: string) {
  const { audits, calls } = world.ledger;
  const listed = [...audits.changes]
    .filter(([key]) => key.startsWith(`${auditId} `))
    .flatMap(([, changes]) => changes);
  const made = [...calls.changes.values()]
    .flatMap((steps) => [...steps.values()])
    .filter((change) => change.auditId === auditId);
  expect(byCallAndVersion(listed)).toEqual(byCallAndVersion(made));
}

const byCallAndVersion = (changes: readonly Change[]) =>
  [...changes].sort((a, b) => a.callId.localeCompare(b.callId) || a.version - b.version);
