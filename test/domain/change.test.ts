import fc from 'fast-check';
import { baseline, nextVersion, says, without } from '../../lambdas/domain/change';
import type { Observation } from '../../lambdas/domain/observation';
import { at, callState, evidenceRef } from '../support/samples';

const source = { auditId: 'audit-2', evidence: evidenceRef };
const users = fc.uniqueArray(fc.stringMatching(/^[0-9]{1,3}$/)).map((ids) => ids.sort());

function observation(offset: number, ids: readonly string[], outcome?: Observation['outcome']) {
  const seen = { callId: '42', users: ids, observedAt: at(offset), requestId: `request-${offset}` };
  return { ...seen, outcome: outcome ?? (ids.length > 0 ? 'granted' : 'none') } as Observation;
}

test('the first version is a baseline: nothing is announced', () => {
  expect(baseline(observation(1, ['7']), source)).toEqual({
    ...{ callId: '42', version: 1, outcome: 'granted', users: ['7'], observedAt: at(1) },
    ...{ requestId: 'request-1', ...source },
  });
});

test('of any two observations the change is what one has and the other has not', () => {
  fc.assert(
    fc.property(users, users, (before, after) => {
      const state = callState('42', 3, 1, before);
      const { outbox, version } = nextVersion(state, observation(9, after), source, at(5));
      expect(version).toBe(4);
      const seen = new Set([...without(before, outbox?.revoked ?? []), ...(outbox?.granted ?? [])]);
      expect([...seen].sort()).toEqual(after);
      expect(outbox?.granted.filter((user) => before.includes(user))).toEqual([]);
      expect(outbox?.revoked.filter((user) => after.includes(user))).toEqual([]);
    }),
  );
});

test('a change happened between the last observation before and its own', () => {
  const { outbox } = nextVersion(callState('42', 1, 1), observation(9, ['7']), source, at(5));
  expect(outbox).toMatchObject({
    previousObservedAt: at(5),
    observedAt: at(9),
    auditId: 'audit-2',
  });
  expect(outbox?.previous).toMatchObject({ version: 1, observedAt: at(1), auditId: 'audit-1' });
});

describe('a call that is not found for a while', () => {
  const lost = nextVersion(
    callState('42', 1, 1, ['7', '8']),
    observation(9, [], 'not-found'),
    source,
    at(5),
  );

  test('has lost nobody', () => {
    expect(lost.outbox).toMatchObject({ granted: [], revoked: [], outcome: 'not-found' });
    expect(lost.known).toEqual({ users: ['7', '8'], observedAt: at(5) });
  });

  test('is compared with what was known before when it is back', () => {
    const away = nextVersion(lost, observation(15, [], 'not-returned'), source, at(12));
    expect(away.known).toEqual(lost.known);
    const back = nextVersion(away, observation(20, ['8', '9']), source, at(15));
    expect(back.outbox).toMatchObject({
      granted: ['9'],
      revoked: ['7'],
      previousObservedAt: at(5),
    });
    expect(back.known).toBeUndefined();
  });

  test('is remembered with the moment at which it is worth asking again', () => {
    expect(lost).toMatchObject({ timesNotFound: 1, askAgainAt: at(9) + 6 * 3_600_000 });
    expect(nextVersion(lost, observation(20, ['8']), source, at(9)).askAgainAt).toBeUndefined();
  });
});

test('a call never told of before has a first access, not a grant', () => {
  const unknown = baseline(observation(1, [], 'not-found'), source);
  const { outbox } = nextVersion(unknown, observation(9, ['7']), source, at(1));
  expect(outbox).toMatchObject({ granted: [], revoked: [], outcome: 'granted' });
});

test('an observation says the same as a version with its outcome and users', () => {
  const state = callState('42', 1, 1, ['7', '8']);
  expect(says(state, observation(2, ['7', '8']))).toBe(true);
  expect(says(state, observation(2, ['7']))).toBe(false);
  expect(says(state, observation(2, ['7', '9']))).toBe(false);
  expect(says(callState('42', 1, 1), observation(2, [], 'not-returned'))).toBe(false);
});
