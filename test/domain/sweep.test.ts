import { pauseAudit } from '../../lambdas/domain/pause-audit';
import { sweep } from '../../lambdas/domain/sweep';
import { worldWith } from '../support/use-cases';

const calls = Array.from({ length: 9 }, (_, i) => String(i));
const access = Object.fromEntries(calls.map((callId) => [callId, ['7']]));

test('work that the queue lost is found in the table and sent again', async () => {
  const world = worldWith(access);
  await world.accept('audit', calls);
  await world.heal();
  expect(await world.as().audits.audit('audit')).toMatchObject({ status: 'completed' });
  expect(await world.as().audits.running()).toEqual([]);
});

test('an audit that makes progress is left alone', async () => {
  const world = worldWith(access);
  const messages = await world.accept('audit', calls);
  for (const message of messages.slice(0, 2)) {
    await world.deliver(message);
    world.timeline.pass(600);
    expect((await sweep(world.as())).sent).toBe(0);
  }
});

test('a paused audit goes on by itself when its time has come, with all that is not counted', async () => {
  const world = worldWith(access);
  const [first] = await world.accept('audit', calls);
  if (first) await world.deliver(first);
  const { clock } = world.as();
  await pauseAudit(world.as(), 'audit', { reason: 'day-spent', until: clock() + 5_000 });
  expect(await sweep(world.as())).toMatchObject({ waiting: 1, sent: 0 });
  world.timeline.pass(6);
  expect(await sweep(world.as())).toMatchObject({ resumed: 1, sent: 2 });
  expect(world.queue.sent.map(({ chunk }) => chunk)).toEqual([1, 2]);
});

test('an audit that a person paused waits for a person', async () => {
  const world = worldWith(access);
  await world.accept('audit', calls);
  await pauseAudit(world.as(), 'audit', { reason: 'requested' });
  world.timeline.pass(1_000_000);
  expect(await sweep(world.as())).toMatchObject({ waiting: 1, resumed: 0, sent: 0 });
});

test('a pause whose announcement was cut off is announced, once', async () => {
  const world = worldWith(access);
  await world.accept('audit', calls);
  const dies = async (step: string) => {
    if (step === 'before publish') throw new Error('crash');
  };
  await expect(pauseAudit(world.as(dies), 'audit', { reason: 'requested' })).rejects.toThrow();
  await sweep(world.as());
  await sweep(world.as());
  expect(world.published.map(({ detailType }) => detailType)).toEqual(['Audit Paused']);
});

test('an audit whose end was cut off is ended, and announced', async () => {
  const world = worldWith(access);
  const messages = await world.accept('audit', calls);
  const dies = async (step: string) => {
    if (step === 'before update') throw new Error('crash');
  };
  for (const message of messages) await world.deliver(message, dies).catch(() => undefined);
  expect(world.published).toEqual([]);
  expect(await sweep(world.as())).toMatchObject({ ended: 1 });
  expect(world.published.map(({ detailType }) => detailType)).toEqual(['Audit Completed']);
});

test('chunks that are sent again get the same time as before: they are not sent every round', async () => {
  const world = worldWith(access);
  await world.accept('audit', calls);
  const deps = {
    ...world.as(),
    queue: { send: world.queue.send.bind(world.queue), depth: async () => 3 },
  };
  await sweep(deps);
  world.timeline.pass(3 * 60);
  expect(await sweep(deps)).toMatchObject({ sent: 3 });
  world.timeline.pass(10);
  expect(await sweep(deps)).toMatchObject({ sent: 0 });
});

test('what fails for one audit keeps no other waiting, and is told in the end', async () => {
  const world = worldWith(access);
  await world.accept('stuck', calls);
  const { audits } = world.as();
  await sweep(world.as());
  await world.accept('healthy', calls);
  await audits.rewind('healthy', 0);
  world.timeline.pass(60);
  const depth = async () => {
    throw new Error('not allowed');
  };
  const queue = { send: world.queue.send.bind(world.queue), depth };
  await expect(sweep({ ...world.as(), queue })).rejects.toThrow('not allowed');
  expect(world.queue.sent.map(({ auditId }) => auditId)).toEqual(['healthy', 'healthy', 'healthy']);
});
