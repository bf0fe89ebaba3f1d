import {
  DomainError,
  GongCredentialsRejected,
  GongUnavailable,
  NoSlot,
} from '../../lambdas/domain/errors';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { worldWith } from '../support/use-cases';

const access = { '1': ['7', '8'], '02': [], '3': 'absent', '004': 'unknown' } as const;
const calls = Object.keys(access);

async function started() {
  const world = worldWith(access);
  const messages = await world.accept('audit', calls);
  return { world, messages, audit: () => world.as().audits.audit('audit') };
}

/** Gong fails, each time. */
async function failing(error: Error, attempt = { deadline: 0, isLast: false }) {
  const { world, messages, audit } = await started();
  const gong = { usersAccess: () => Promise.reject(error) };
  const [message] = messages;
  if (!message) throw new Error('no chunk');
  const run = await runChunk({ ...world.as(), gong }, message, attempt).catch((e) => e);
  return { world, run, audit: await audit() };
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
  expect(audit).toMatchObject({ status: 'accepted', dispatched: 0 });
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

test('what may pass gives the message back; the last delivery counts the calls as failed', async () => {
  const error = new GongUnavailable('timeout');
  const first = await failing(error);
  expect(first.run).toBe(error);
  expect(await first.world.as().audits.shards('audit')).toEqual([]);
  const last = await failing(error, { deadline: 0, isLast: true });
  expect(last.run).toBeInstanceOf(DomainError);
  const [shard] = await last.world.as().audits.shards('audit');
  expect(shard).toMatchObject({ failed: new Set([0]), totals: { failed: 3 } });
  expect(await last.world.as().audits.failures('audit', 0, 2)).toEqual(
    new Map([[0, 'gong-unavailable']]),
  );
});
