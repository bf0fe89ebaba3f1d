import { completeAudit } from '../../lambdas/domain/complete-audit';
import { failAudit } from '../../lambdas/domain/fail-audit';
import { sleeper } from '../ledger/actor';
import { worldWith } from '../support/use-cases';

/** An audit of one call that is counted, but whose end is not written. */
async function counted(failed = 0) {
  const world = worldWith({ '1': ['7'] });
  await world.accept('audit', ['1']);
  const totals = { granted: 1 - failed, none: 0, notReturned: 0, notFound: 0, failed };
  const { audits } = world.as();
  if (failed > 0) await audits.countFailed('audit', { chunk: 0, totals, reason: 'x' });
  else await audits.countDone('audit', { chunk: 0, totals });
  const audit = await audits.audit('audit');
  if (!audit) throw new Error('no audit');
  return { world, audits, audit };
}

const eventIds = (published: readonly { detail: { eventId: string } }[]) =>
  new Set(published.map(({ detail }) => detail.eventId)).size;

test('two runs that end an audit at once give it one end and one event', async () => {
  const { world, audits, audit } = await counted();
  const first = sleeper('before end');
  const ending = completeAudit(world.as(first.step), audit);
  await first.asleep;
  await completeAudit(world.as(), audit);
  const completedAt = (await audits.audit('audit'))?.completedAt;
  world.timeline.pass(60);
  first.wake();
  await ending;
  expect(await audits.audit('audit')).toMatchObject({ status: 'completed', completedAt });
  expect(eventIds(world.published)).toBe(1);
});

test.each([0, 1])(
  'ended again with the same totals, it keeps its end (%i failed)',
  async (failed) => {
    const { world, audits, audit } = await counted(failed);
    await completeAudit(world.as(), audit);
    const ended = await audits.audit('audit');
    world.timeline.pass(60);
    await completeAudit(world.as(), audit);
    expect(await audits.audit('audit')).toEqual(ended);
    expect(eventIds(world.published)).toBe(1);
  },
);

test('a gap that is filled ends it anew, later than before', async () => {
  const { world, audits, audit } = await counted(1);
  await completeAudit(world.as(), audit);
  const before = await audits.audit('audit');
  const totals = { granted: 1, none: 0, notReturned: 0, notFound: 0, failed: 0 };
  await audits.countDone('audit', { chunk: 0, totals });
  await completeAudit(world.as(), audit);
  const after = await audits.audit('audit');
  expect(after).toMatchObject({ status: 'completed', totals });
  expect(after?.completedAt).toBeGreaterThan(before?.completedAt ?? Number.NaN);
  expect(eventIds(world.published)).toBe(2);
});

test('an audit that fails as a whole twice at once keeps its first end', async () => {
  const { world, audits, audit } = await counted();
  const first = sleeper('before update');
  const failing = failAudit(world.as(first.step), audit, 'list-not-found');
  await first.asleep;
  await failAudit(world.as(), audit, 'list-not-found');
  const completedAt = (await audits.audit('audit'))?.completedAt;
  world.timeline.pass(60);
  first.wake();
  await failing;
  expect(await audits.audit('audit')).toMatchObject({ status: 'failed', completedAt });
  expect(eventIds(world.published)).toBe(1);
});
