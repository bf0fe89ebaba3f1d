import { sumOfTotals } from '../../lambdas/domain/audit';
import { bucketOf } from '../../lambdas/domain/call-ids';
import { without } from '../../lambdas/domain/change';
import type { LedgerEvent } from '../../lambdas/domain/events';
import type { Observation } from '../../lambdas/domain/observation';
import { accessAt } from '../../lambdas/domain/read-access';
import { callHistory } from '../../lambdas/domain/read-history';
import { evidenceTotals } from './evidence-totals';
import { type Expected, expectedAt, expectedOf } from './expected';
import { expectedGrants } from './expected-grants';
import type { World } from './world';

const iso = (moment: number) => new Date(moment).toISOString();

/** What must hold once all work is done, whatever happened on the way. @throws from `expect` */
export async function expectLedgerToHold(world: World): Promise<void> {
  const expected = expectedOf(world);
  for (const [callId, observations] of expected) {
    await expectAnswers(world, callId, observations);
    await expectHistory(world, callId, observations);
    expectChain(world, callId);
  }
  expectNothingElse(world, expected);
  expectAnnounced(world);
  expectPostings(world, expected);
  expectAuditsReconcile(world);
}

/** As-of answers at each observation, just before and after it, and between two. */
async function expectAnswers(world: World, callId: string, observations: readonly Observation[]) {
  const half = world.timeline.slotMs / 2;
  for (const moment of observations.flatMap((o) => [-1, 0, 1, half].map((d) => o.observedAt + d))) {
    const answer = await accessAt(world.as(), callId, moment);
    const known = expectedAt(observations, moment);
    expect({ callId, ...picked(answer) }).toEqual({
      callId,
      outcome: known?.outcome ?? 'not-observed',
      users: known?.users ?? [],
      ...(known ? { observedAt: iso(known.observedAt), requestId: known.requestId } : {}),
    });
  }
}

function picked(answer: Awaited<ReturnType<typeof accessAt>>) {
  const users = answer.users.map(({ userId }) => userId);
  if (answer.outcome === 'not-observed') return { outcome: answer.outcome, users };
  const { outcome, observedAt, requestId } = answer;
  return { outcome, users, observedAt, requestId };
}

/** Each user's intervals are those of the observations themselves. */
async function expectHistory(world: World, callId: string, observations: readonly Observation[]) {
  const { grants } = await callHistory(world.as(), callId);
  expect({ callId, grants }).toEqual({ callId, grants: expectedGrants(observations) });
}

/** Versions follow one another without a gap, and each step says what differs. */
function expectChain(world: World, callId: string) {
  const state = world.ledger.calls.states.get(callId);
  const steps = [...(world.ledger.calls.changes.get(callId)?.values() ?? [])];
  const versions = steps.sort((a, b) => a.version - b.version).map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, i) => i + 2));
  expect(state?.version).toBe(versions.length + 1);
  expect(state?.outbox).toBeUndefined();
  for (const [i, step] of steps.entries()) {
    const next = steps[i + 1]?.previous ?? state;
    expect(next).toMatchObject({ version: step.version, observedAt: step.observedAt });
    expect(step.previous.observedAt).toBeLessThan(step.observedAt);
    expect(step.previousObservedAt).toBeLessThan(step.observedAt);
    const { previous } = step;
    const before = previous.known ?? (tells(previous.outcome) ? previous : undefined);
    const after = tells(step.outcome) ? next?.users : undefined;
    const isComparable = before && after;
    expect(step.granted).toEqual(isComparable ? without(after, before.users) : []);
    expect(step.revoked).toEqual(isComparable ? without(before.users, after) : []);
  }
}

const tells = (outcome: Observation['outcome']) => outcome === 'granted' || outcome === 'none';

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

/** Each change is on the bus at least once and in the feed; one ID never says two things; nothing else is announced. */
function expectAnnounced(world: World) {
  const { changes, feed } = world.ledger.calls;
  const steps = [...changes.values()].flatMap((byMoment) => [...byMoment.values()]);
  const said = new Map<string, string>();
  for (const event of world.published.filter(isAccess)) {
    const text = JSON.stringify(event);
    expect(said.get(event.detail.eventId) ?? text).toBe(text);
    said.set(event.detail.eventId, text);
  }
  const due = steps.flatMap(({ callId, version, granted, revoked }) => [
    ...(granted.length > 0 ? [`${callId}-${version}-granted-1`] : []),
    ...(revoked.length > 0 ? [`${callId}-${version}-revoked-1`] : []),
  ]);
  expect([...said.keys()].sort()).toEqual(due.sort());
  const inFeed = new Set(feed.map(({ callId, version }) => `${callId}-${version}`));
  expect(steps.filter(({ callId, version }) => !inFeed.has(`${callId}-${version}`))).toEqual([]);
}

const isAccess = (event: LedgerEvent) =>
  event.detailType === 'Access Granted' || event.detailType === 'Access Revoked';

/** A user's calls can be found: every version that lists the user has left a hint. */
function expectPostings(world: World, expected: Expected) {
  for (const [callId, observations] of expected) {
    for (const user of observations.flatMap(({ users }) => users)) {
      expect(world.ledger.calls.postings.get(user) ?? new Set()).toContain(bucketOf(callId));
    }
  }
}

function expectAuditsReconcile(world: World) {
  for (const audit of world.ledger.audits.audits.values()) {
    expect(audit.status).toBe('completed');
    expect(sumOfTotals(audit.totals ?? evidenceTotals(world, ''))).toBe(audit.requested);
    expect(audit.totals).toEqual(evidenceTotals(world, audit.auditId));
    const ended = world.published.filter(
      (e) => e.detailType === 'Audit Completed' && e.detail.auditId === audit.auditId,
    );
    expect(new Set(ended.map((event) => event.detail.eventId)).size).toBe(1);
  }
}
