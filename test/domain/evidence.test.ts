import { newObservations, outcomesOf } from '../../lambdas/domain/evidence';
import { answer, at } from '../support/samples';

const bodyOf = (users: Record<string, string[] | undefined>) =>
  JSON.stringify({
    callAccessList: Object.entries(users).map(([callId, ids]) => ({
      callId,
      ...(ids ? { users: ids.map((userId) => ({ userId })) } : {}),
    })),
  });
const calls = ['1', '2', '3', '4', '5'];
const short = (outcomes: ReturnType<typeof outcomesOf>) =>
  outcomes.map((one) => `${one.callId} ${one.outcome}`);

test('only a call that is named with an empty list has nobody', () => {
  const body = bodyOf({ '1': ['7'], '2': [], '3': undefined });
  const outcomes = outcomesOf(calls.slice(0, 4), { answers: [answer(0, 4, 1, body)], gaps: [] });
  expect(short(outcomes)).toEqual(['1 granted', '2 none', '3 not-returned', '4 not-returned']);
});

test('an answer says nothing of calls outside its run', () => {
  const body = bodyOf({ '1': ['7'], '5': ['8'] });
  const outcomes = outcomesOf(calls, { answers: [answer(0, 1, 1, body)], gaps: [] });
  expect(short(outcomes)).toEqual(['1 granted', ...calls.slice(1).map((id) => `${id} failed`)]);
  expect(outcomes[4]).toMatchObject({ reason: 'not-asked' });
});

test('gaps are failures with their reason, and an answer counts more than a gap', () => {
  const gaps = [{ from: 0, to: 2, reason: 'status-500' }];
  const outcomes = outcomesOf(['1', '2'], {
    answers: [answer(1, 2, 1, bodyOf({ '2': [] }))],
    gaps,
  });
  expect(outcomes).toMatchObject([
    { outcome: 'failed', reason: 'status-500' },
    { outcome: 'none' },
  ]);
});

test('each observation has the slot and the request of its own answer', () => {
  const answers = [answer(0, 1, 5, bodyOf({ '1': [] })), answer(1, 2, 9, bodyOf({ '2': ['7'] }))];
  expect(outcomesOf(['1', '2'], { answers, gaps: [] })).toEqual([
    { callId: '1', outcome: 'none', users: [], observedAt: at(5), requestId: 'request-5' },
    { callId: '2', outcome: 'granted', users: ['7'], observedAt: at(9), requestId: 'request-9' },
  ]);
});

test('a call that was only remembered is not observed anew, also within the run of an answer', () => {
  const remembered = { ...answer(1, 2, 0, ''), kind: 'not-found' as const, remembered: true };
  const answers = [answer(0, 3, 5, bodyOf({ '1': [], '3': [] })), remembered];
  const evidence = { answers, gaps: [] };
  expect(short(outcomesOf(calls.slice(0, 3), evidence))).toEqual([
    '1 none',
    '2 not-found',
    '3 none',
  ]);
  expect(short(newObservations(calls.slice(0, 3), evidence))).toEqual(['1 none', '3 none']);
});

test('what failed is not an observation', () => {
  const gaps = [{ from: 0, to: 1, reason: 'status-500' }];
  expect(newObservations(['1'], { answers: [], gaps })).toEqual([]);
});
