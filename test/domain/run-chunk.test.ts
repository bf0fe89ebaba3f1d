import { GongCredentialsRejected, GongUnavailable, NoSlot } from '../../lambdas/domain/errors';
import { AnswerCount } from '../../lambdas/domain/outage';
import { resumeAudit } from '../../lambdas/domain/pause-audit';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { worldWith } from '../support/use-cases';

const access = { '1': ['7', '8'], '02': [], '3': 'absent', '004': 'unknown' } as const;
const calls = Object.keys(access);

async function started() {
  const world = worldWith(access);
  const messages = await world.accept('audit', calls);
  return { world, messages, audit: () => world.as().audits.audit('audit') };
}

const once = { deadline: 0, isRepeat: false, isLast: false };
const repeat = { ...once, isRepeat: true };

/** Gong fails, each time. */
async function failing(error: Error, attempt = once) {
  const { world, messages, audit } = await started();
  const gong = new AnswerCount({ usersAccess: () => Promise.reject(error) });
  const [message] = messages;
  if (!message) throw new Error('no chunk');
  const again = (how = attempt, deps = { ...world.as(), gong }) =>
    runChunk(deps, message, how).catch((e) => e);
  return {
    world,
    gong,
    again,
    run: await again(),
    audit: await audit(),
    audits: world.as().audits,
  };
}

test('every call ends in exactly one of the totals, and the audit with its last chunk', async () => {
  const { world, messages, audit } = await started();
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(await world.deliver(message)).toBe('counted');
  expect(await audit()).toMatchObject({
    status: 'completed',
    requested: 4,
    totals: { granted: 1, none: 1, notReturned: 1, notFound: 1, failed: 0 },
  });
  expect(world.published.map(({ detailType }) => detailType)).toEqual(['Audit Completed']);
});

test('a chunk that is counted asks Gong for nothing and still ends the audit', async () => {
  const { world, messages } = await started();
  for (const message of messages) await world.deliver(message);
  const asked = world.timeline.log.size;
  for (const message of messages) expect(await world.deliver(message)).toBe('counted');
  expect(world.timeline.log.size).toBe(asked);
  expect(new Set(world.published.map(({ detail }) => detail.eventId)).size).toBe(1);
});

test('stored evidence is used rather than Gong asked again', async () => {
  const { world, messages } = await started();
  const [message] = messages;
  if (!message) throw new Error('no chunk');
  const crash = new Error('crash');
  const dies = async (step: string) => {
    if (step === 'after evidence') throw crash;
  };
  await expect(world.deliver(message, dies)).rejects.toBe(crash);
  const asked = world.timeline.log.size;
  await world.deliver(message);
  expect(world.timeline.log.size).toBe(asked);
});

test('of a paused or cancelled audit nothing is worked on', async () => {
  const { world, messages } = await started();
  await world.as().audits.update('audit', ['accepted'], { status: 'cancelled' });
  for (const message of messages) expect(await world.deliver(message)).toBe('left');
  expect(world.timeline.log.size).toBe(0);
});

test('a chunk or an audit that is not there is refused', async () => {
  const { world } = await started();
  const message = { schemaVersion: 1, auditId: 'audit', chunk: 2 } as const;
  await expect(world.deliver(message)).rejects.toMatchObject({ code: 'unknown-chunk' });
  const nobody = { ...message, auditId: 'nobody', chunk: 0 };
  await expect(world.deliver(nobody)).rejects.toMatchObject({ code: 'unknown-chunk' });
});

test('without time for a slot the chunk goes back to be sent again, its message is done with', async () => {
  const { run, audit, world } = await failing(new NoSlot('deadline'));
  expect(run).toBe('left');
  expect(audit).toMatchObject({ status: 'accepted', dispatched: 2 });
  const [shard] = await world.as().audits.shards('audit');
  expect(shard?.again).toEqual(new Set([0]));
  expect(world.published).toEqual([]);
});

test.each([
  ['day-spent', new NoSlot('day-spent', 99_000), 99_000],
  ['breaker-open', new NoSlot('breaker-open'), undefined],
  ['gong-credentials-rejected', new GongCredentialsRejected(401), undefined],
])('%s pauses the audit, with the reason and when it goes on', async (reason, error, until) => {
  const { run, audit, world } = await failing(error);
  expect(run).toBe('left');
  const now = world.as().clock();
  const pause = { reason, since: now, announced: true, until: until ?? now + 15 * 60_000 };
  expect(audit?.pause).toEqual(pause);
  expect(world.published).toMatchObject([{ detailType: 'Audit Paused', detail: { reason } }]);
});

const silence = new GongUnavailable('timeout');

test('a silent Gong pauses the audit, longer each time, and spends no delivery', async () => {
  const { run, audit, world, again, audits } = await failing(silence);
  const minutes = [];
  for (let pause = audit?.pause, n = 0; n < 6; n++) {
    expect(pause).toMatchObject({ reason: 'gong-unavailable', announced: true });
    minutes.push(((pause?.until ?? 0) - (pause?.since ?? 0)) / 60_000);
    world.timeline.pass((minutes.at(-1) ?? 0) * 60);
    await resumeAudit({ audits }, 'audit', { isEmptied: true });
    expect(await again()).toBe('left');
    pause = (await audits.audit('audit'))?.pause;
  }
  expect(run).toBe('left');
  expect(minutes).toEqual([1, 2, 4, 8, 15, 15]);
  expect((await audits.shards('audit')).flatMap(({ failed }) => [...failed])).toEqual([]);
  const reasons = world.published.map(({ detail }) => 'reason' in detail && detail.reason);
  expect(new Set(reasons)).toEqual(new Set(['gong-unavailable']));
});

test('a chunk that is done ends the outage: the next one is a new one', async () => {
  const { world, again, audits } = await failing(silence);
  await resumeAudit({ audits }, 'audit', { isEmptied: true });
  await world.deliver({ schemaVersion: 1, auditId: 'audit', chunk: 1 });
  await again();
  const { pause, outage } = (await audits.audit('audit')) ?? {};
  expect((pause?.until ?? 0) - (pause?.since ?? 0)).toBe(60_000);
  expect(outage).toMatchObject({ pauses: 1, done: 1 });
});

test('an audit that Gong does not answer for a day ends with what it has', async () => {
  const { world, again, audits } = await failing(silence);
  world.timeline.pass(24 * 3_600);
  await resumeAudit({ audits }, 'audit', { isEmptied: true });
  expect(await again()).toBe(silence);
  const [shard] = await audits.shards('audit');
  expect(shard).toMatchObject({ failed: new Set([0]), totals: { failed: 3 } });
  await runChunk(
    { ...world.as(), gong: new AnswerCount({ usersAccess: () => Promise.reject(silence) }) },
    { schemaVersion: 1, auditId: 'audit', chunk: 1 },
    once,
  ).catch(() => undefined);
  expect(await audits.audit('audit')).toMatchObject({ status: 'failed', totals: { failed: 4 } });
});

test('while Gong answers others it is the chunk: its message goes back, the last one gives up', async () => {
  const { world, messages, audit } = await started();
  const [message] = messages;
  if (!message) throw new Error('no chunk');
  const gong = new AnswerCount({
    usersAccess: async () => {
      gong.answered += 1;
      throw silence;
    },
  });
  const deliver = (attempt = once) =>
    runChunk({ ...world.as(), gong }, message, attempt).catch((e) => e);
  expect(await deliver()).toBe(silence);
  expect(await audit()).toMatchObject({ status: 'accepted' });
  expect(await deliver({ ...repeat, isLast: true })).toBe(silence);
  const [shard] = await world.as().audits.shards('audit');
  expect(shard).toMatchObject({ failed: new Set([0]), totals: { failed: 3 } });
  expect(await world.as().audits.failures('audit', 0, 2)).toEqual(
    new Map([[0, 'gong-unavailable']]),
  );
});

test('a repeat without an answer gives its message back: alone it tells nothing of an outage', async () => {
  const { run, audit } = await failing(silence, repeat);
  expect(run).toBe(silence);
  expect(audit).toMatchObject({ status: 'accepted' });
});

test.each([
  ['no time', new NoSlot('deadline')],
  ['a spent day', new NoSlot('day-spent', 99_000)],
  ['a silent Gong', silence],
])('of an audit that has ended the message is never done with: %s', async (_, error) => {
  const { audits, again } = await failing(silence, { ...repeat, isLast: true });
  const totals = { granted: 1, none: 0, notReturned: 0, notFound: 0, failed: 0 };
  await audits.countDone('audit', { chunk: 1, totals });
  await again({ ...repeat, isLast: true });
  const ended = await audits.audit('audit');
  expect(ended?.status).toBe('completed-with-gaps');
  const world = worldWith(access);
  const gong = new AnswerCount({ usersAccess: () => Promise.reject(error) });
  expect(await again(once, { ...world.as(), audits, gong })).toBe(error);
  expect(await audits.audit('audit')).toEqual(ended);
});

test('a chunk that ends the function each time is given up with that reason; the others are done', async () => {
  const { world, messages, audit } = await started();
  const dies = async (step: string) => {
    if (step === 'before clearTries' || step === 'before Gong') throw new Error('killed');
  };
  const [message, other] = messages;
  if (!message || !other) throw new Error('no chunk');
  const deliver = (attempt: typeof once) =>
    runChunk(world.as(dies), message, attempt).catch((e) => e);
  const asked = jest.fn();
  for (const attempt of [once, repeat, repeat]) {
    expect(await deliver(attempt)).toMatchObject({ message: 'killed' });
    expect(await world.as().audits.shards('audit')).toEqual([]);
  }
  const gong = new AnswerCount({ usersAccess: asked });
  const last = await runChunk({ ...world.as(), gong }, message, repeat).catch((e) => e);
  expect(last).toMatchObject({ code: 'worker-crashed' });
  expect(asked).not.toHaveBeenCalled();
  expect(await world.as().audits.failures('audit', 0, 2)).toEqual(new Map([[0, 'worker-crashed']]));
  await world.deliver(other);
  expect(await audit()).toMatchObject({ status: 'completed-with-gaps', totals: { failed: 3 } });
});

test('a repeat that came to an end, well or badly, is not held against the chunk', async () => {
  const { again, audits } = await failing(new Error('no bus'), repeat);
  for (let n = 0; n < 5; n++) expect(await again()).toMatchObject({ message: 'no bus' });
  expect(await audits.noteTry('audit', 0)).toBe(1);
});
