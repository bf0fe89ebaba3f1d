import { accessAt } from '../../lambdas/domain/read-access';
import { auditChanges } from '../../lambdas/domain/read-changes';
import { at } from '../support/samples';
import { worldOver } from '../support/use-cases';
import { Crash, sleeper } from './actor';
import { callId, OneCall } from './one-call';

/** The races that the order of the writes is there for, each played once as it must not go wrong. */

const [one, other, third] = [['1'], ['2'], ['3']];

test('a change is written after newer observations of what was before: these count again', async () => {
  const call = await OneCall.with([one, other, one, one]);
  await call.record(1);
  const { step, wake, asleep } = sleeper('before replaceState');
  const change = call.record(2, step);
  await asleep;
  await call.record(3);
  await call.record(4);
  wake();
  await change;
  await call.expectToHold();
});

test.each([
  ['changed back', [one, other, one]],
  ['changed on', [one, other, third]],
  ['stayed as it had become', [one, other, other]],
])('a state read before Gong was asked is two steps old: the call %s', async (_, said) => {
  const call = await OneCall.with(said);
  await call.record(1);
  const earlier = await call.states();
  await call.record(2);
  await call.record(3, undefined, earlier);
  await call.expectToHold();
});

test('a call is seen unchanged while an older change of it is written: it is seen to change back', async () => {
  const call = await OneCall.with([one, other, one]);
  await call.record(1);
  const { step, wake, asleep } = sleeper('before receipt');
  const seen = call.record(3, step);
  await asleep;
  await call.record(2);
  wake();
  await seen;
  await call.expectToHold();
});

test('a writer dies with its change, and the next one to come finishes it', async () => {
  const call = await OneCall.with([one, other, one, third]);
  await call.record(1);
  await call.record(3);
  const { step } = sleeper('', 'after replaceState');
  await expect(call.record(4, step)).rejects.toThrow(Crash);
  await call.record(2);
  await call.expectToHold();
});

test('a change found late by one delivery is not written by another that dies of it', async () => {
  const call = await OneCall.with([one, other, one]);
  await call.record(1);
  const { step, wake, asleep } = sleeper('before replaceState', 'after replaceState');
  const first = call.record(2, step);
  await asleep;
  await call.record(3);
  await call.record(2);
  wake();
  await first.catch(() => undefined);
  await call.expectToHold();
});

test('a change comes late: what was observed later stays the answer, and nothing is announced', async () => {
  const call = await OneCall.with([one, other, one]);
  await call.record(1);
  await call.record(3);
  await call.record(2);
  await call.expectToHold();
  expect(call.world.published).toEqual([]);
});

test.each(['before state', 'before changeAfter', 'before receipts', 'before lateOf'])(
  'a reader that stops %s while versions follow one another answers for its moment all the same',
  async (asleepAt) => {
    const call = await OneCall.with([one, other, third, one]);
    await call.record(1);
    await call.record(2);
    const { step, wake, asleep } = sleeper(asleepAt);
    const reading = accessAt(call.world.as(step), callId, at(2));
    await Promise.race([asleep, reading]);
    await call.record(3);
    await call.record(4);
    wake();
    expect(await reading).toMatchObject({ outcome: 'granted', users: [{ userId: '2' }] });
  },
);

test('a change found while another audit settles is among the changes of the audit that observed it, once', async () => {
  const world = worldOver({ [callId]: [one, other, one] });
  const [[first], [older], [newer]] = [
    await world.accept('baseline', [callId]),
    await world.accept('older', [callId]),
    await world.accept('newer', [callId]),
  ];
  if (!first || !older || !newer) throw new Error('an audit without a chunk');
  await world.deliver(first);
  const { step, wake, asleep } = sleeper('before replaceState');
  const change = world.deliver(older, step);
  await asleep;
  await world.deliver(newer);
  wake();
  await change;
  await world.deliver(newer);
  const changesOf = async (auditId: string) =>
    (await auditChanges(world.as(), auditId, {})).changes.map((c) => [c.change, c.userId]);
  expect(await changesOf('older')).toEqual([
    ['granted', '2'],
    ['revoked', '1'],
  ]);
  expect(await changesOf('newer')).toEqual([
    ['granted', '1'],
    ['revoked', '2'],
  ]);
});
