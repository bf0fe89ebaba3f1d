import { noTotals } from '../../lambdas/domain/audit';
import { pauseAudit } from '../../lambdas/domain/pause-audit';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { sweep } from '../../lambdas/domain/sweep';
import { firstDelivery } from '../ledger/world';
import { auditOf } from '../support/samples';
import { worldOver, worldWith } from '../support/use-cases';

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
    if (step === 'before end') throw new Error('crash');
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

test('a chunk given up while the bus refused its changes is announced by the next sweep, once', async () => {
  const world = worldOver({ '1': [['7'], ['7', '8']] });
  for (const auditId of ['first', 'second']) await world.accept(auditId, ['1']);
  await world.deliver({ schemaVersion: 1, auditId: 'first', chunk: 0 });
  const events = { publish: () => Promise.reject(new Error('no bus')) };
  const attempt = { ...firstDelivery, isRepeat: true, isLast: true };
  const message = { schemaVersion: 1, auditId: 'second', chunk: 0 } as const;
  const given = runChunk({ ...world.as(), events }, message, attempt);
  await expect(given).rejects.toThrow('no bus');
  const types = () => world.published.map(({ detailType }) => detailType).sort();
  expect(types()).toEqual(['Audit Completed']);
  await expect(sweep({ ...world.as(), events })).rejects.toThrow('no bus');
  expect(await sweep(world.as())).toMatchObject({ repaired: 1 });
  expect(await sweep(world.as())).toMatchObject({ repaired: 0 });
  expect(types()).toEqual(['Access Granted', 'Audit Completed', 'Audit Failed']);
  expect(await world.as().audits.audit('second')).toMatchObject({ totals: { failed: 1 } });
});

test('an ID that was reserved and never accepted goes off the work after an hour', async () => {
  const world = worldWith(access);
  const { audits, clock } = world.as();
  await audits.reserve(auditOf('given-up', { createdAt: clock() }));
  await audits.reopen('given-up');
  await sweep(world.as());
  expect(await audits.running()).toEqual(['given-up']);
  world.timeline.pass(3_601);
  await sweep(world.as());
  expect(await audits.running()).toEqual([]);
});

test("an audit's own rate is measured round by round, but for its pauses", async () => {
  const chunks = 40;
  const world = worldWith({});
  const { audits } = world.as();
  const audit = auditOf('audit', { chunks, dispatched: chunks, createdAt: world.as().clock() });
  await audits.reserve(audit);
  await audits.accept(audit);
  const rate = async () => (await audits.audit('audit'))?.seenProgress?.chunksPerSecond;
  let next = 0;
  const round = async (seconds: number, count: number) => {
    for (const end = next + count; next < end; next += 1) {
      await audits.countDone('audit', { chunk: next, totals: noTotals });
    }
    world.timeline.pass(seconds);
    await sweep(world.as());
    return rate();
  };
  expect(await round(10, 0)).toBeUndefined();
  expect(await round(10, 10)).toBe(1);
  const slower = (await round(10, 5)) ?? 0;
  expect(slower).toBeGreaterThan(0.5);
  expect(slower).toBeLessThan(1);
  const { clock } = world.as();
  await pauseAudit(world.as(), 'audit', { reason: 'day-spent', until: clock() + 3_600_000 });
  world.timeline.pass(3_601);
  await sweep(world.as());
  expect(await rate()).toBeUndefined();
  await round(10, 0);
  expect(await round(10, 10)).toBe(1);
});
