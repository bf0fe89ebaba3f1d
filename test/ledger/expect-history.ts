import { without } from '../../lambdas/domain/change';
import type { LedgerEvent } from '../../lambdas/domain/events';
import { inParallel } from '../../lambdas/domain/in-parallel';
import { type Observation, tellsAccess } from '../../lambdas/domain/observation';
import type { CallStore } from '../../lambdas/domain/ports';
import { accessAt } from '../../lambdas/domain/read-access';
import { callHistory } from '../../lambdas/domain/read-history';
import { expectedAt } from './expected';
import { expectedGrants } from './expected-grants';

const iso = (moment: number) => new Date(moment).toISOString();

/** What a call's history must be, given all its observations, oldest first. Reads through the store alone. */
export async function expectHistory(
  calls: CallStore,
  callId: string,
  observations: readonly Observation[],
): Promise<void> {
  const moments = observations.flatMap(({ observedAt }) => [-1, 0, 1].map((d) => observedAt + d));
  await inParallel(16, moments, (moment) => expectAnswer(calls, callId, observations, moment));
  const { grants } = await callHistory({ calls }, callId);
  expect({ callId, grants }).toEqual({ callId, grants: expectedGrants(observations) });
  await expectChain(calls, callId);
}

/** The answer for a moment is the newest observation up to it. */
export async function expectAnswer(
  calls: CallStore,
  callId: string,
  observations: readonly Observation[],
  moment: number,
): Promise<void> {
  const answer = await accessAt({ calls }, callId, moment);
  const known = expectedAt(observations, moment);
  expect({ callId, ...picked(answer) }).toEqual({
    callId,
    outcome: known?.outcome ?? 'not-observed',
    users: known?.users ?? [],
    ...(known ? { observedAt: iso(known.observedAt), requestId: known.requestId } : {}),
  });
}

function picked(answer: Awaited<ReturnType<typeof accessAt>>) {
  const users = answer.users.map(({ userId }) => userId);
  if (answer.outcome === 'not-observed') return { outcome: answer.outcome, users };
  const { outcome, observedAt, requestId } = answer;
  return { outcome, users, observedAt, requestId };
}

/** Versions follow one another without a gap, each step says what differs, and nothing is left open. */
async function expectChain(calls: CallStore, callId: string): Promise<void> {
  const state = (await calls.states([callId], { consistent: true })).get(callId);
  const steps = await calls.changes(callId);
  expect(steps.map(({ version }) => version)).toEqual(steps.map((_, i) => i + 2));
  expect(state).toMatchObject({ version: steps.length + 1 });
  expect(state?.outbox).toBeUndefined();
  for (const [i, step] of steps.entries()) {
    const next = steps[i + 1]?.previous ?? state;
    const { previous, previousObservedAt, version, observedAt } = step;
    expect(next).toMatchObject({ version, observedAt });
    expect(previous.observedAt).toBeLessThan(observedAt);
    expect(previousObservedAt).toBeLessThan(observedAt);
    const before = previous.known ?? (tellsAccess(previous.outcome) ? previous : undefined);
    const after = tellsAccess(step.outcome) ? next?.users : undefined;
    expect(step.granted).toEqual(before && after ? without(after, before.users) : []);
    expect(step.revoked).toEqual(before && after ? without(before.users, after) : []);
  }
}

/** Each change is on the bus at least once, one ID never says two things, and nothing else is announced. */
export async function expectAnnounced(
  calls: CallStore,
  callIds: Iterable<string>,
  published: readonly LedgerEvent[],
): Promise<void> {
  const said = new Map<string, string>();
  for (const event of published.filter(isAccess)) {
    const text = JSON.stringify(event);
    expect(said.get(event.detail.eventId) ?? text).toBe(text);
    said.set(event.detail.eventId, text);
  }
  const due: string[] = [];
  for (const callId of callIds) {
    for (const { version, granted, revoked } of await calls.changes(callId)) {
      if (granted.length > 0) due.push(`${callId}-${version}-granted-1`);
      if (revoked.length > 0) due.push(`${callId}-${version}-revoked-1`);
    }
  }
  expect([...said.keys()].sort()).toEqual(due.sort());
}

const isAccess = (event: LedgerEvent) =>
  event.detailType === 'Access Granted' || event.detailType === 'Access Revoked';
