import { cancelAudit, pauseByRequest, resumeByRequest } from '../../lambdas/domain/control-audit';
import { readObservations } from '../../lambdas/domain/read-observations';
import { sealEvidence } from '../../lambdas/domain/seal-evidence';
import { sweep } from '../../lambdas/domain/sweep';
import { sleeper } from '../ledger/actor';
import { worldWith } from '../support/use-cases';

const access = { '1': ['7'], '2': ['7'], '3': [], '4': ['7'], '5': ['7'], '6': [] };

async function halfDone() {
  const world = worldWith(access);
  const messages = await world.accept('audit', Object.keys(access));
  const [first] = messages;
  if (first) await world.deliver(first);
  return { world, messages };
}

test('of a cancelled audit nothing more is checked; what was not checked counts as failed, and reconciles', async () => {
  const { world, messages } = await halfDone();
  const view = await cancelAudit(world.as(), 'audit');
  expect(view).toMatchObject({ status: 'cancelled', totals: { failed: 3 } });
  const sum = Object.values(view.totals).reduce((a, b) => a + b);
  expect(sum).toBe(6);
  for (const message of messages) expect(await world.deliver(message)).toBe('left');
  const { observations } = await readObservations(world.as(), 'audit', {});
  const reasons = observations.flatMap((one) => ('reason' in one ? one.reason : []));
  expect(reasons).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('a chunk that was under way still counts; then the end is announced, once, with totals that stay', async () => {
  const { world, messages } = await halfDone();
  const { step, wake, asleep } = sleeper('before countDone');
  const late = world.deliver(messages[1] ?? { schemaVersion: 1, auditId: 'audit', chunk: 1 }, step);
  await asleep;
  expect(await cancelAudit(world.as(), 'audit')).toMatchObject({ totals: { failed: 3 } });
  expect(await sweep(world.as())).toMatchObject({ waiting: 1, ended: 0 });
  wake();
  await late;
  expect(await world.as().audits.running()).toEqual(['audit']);
  world.timeline.pass(60);
  for (const ended of [1, 0]) expect(await sweep(world.as())).toMatchObject({ ended });
  expect(world.published).toMatchObject([
    { detailType: 'Audit Cancelled', detail: { status: 'cancelled', totals: { failed: 0 } } },
  ]);
  expect(await world.as().audits.audit('audit')).toMatchObject({ totals: { failed: 0 } });
  expect(await world.as().audits.running()).toEqual([]);
});

test('a cancelled audit is sealed with what was not checked', async () => {
  const { world } = await halfDone();
  await cancelAudit(world.as(), 'audit');
  world.timeline.pass(60);
  await sweep(world.as());
  const seals: string[] = [];
  const archive = {
    putIfAbsent: async (_: string, text: string) => {
      seals.push(text);
      return true;
    },
  };
  const sign = async () => ({ keyId: 'k', algorithm: 'ECDSA_SHA_256', value: '' }) as const;
  await sealEvidence({ ...world.as(), archive, signer: { sign }, software: '1' }, 'audit');
  const manifest = JSON.parse(JSON.parse(seals[0] ?? '').manifest);
  expect(manifest).toMatchObject({
    audit: { status: 'cancelled', requested: 6 },
    totals: { failed: 3 },
    complete: true,
    parts: [
      { part: 0, calls: 3 },
      { part: 1, calls: 3 },
    ],
  });
});

test('to cancel twice is to cancel once', async () => {
  const { world } = await halfDone();
  const view = await cancelAudit(world.as(), 'audit');
  world.timeline.pass(10);
  expect(await cancelAudit(world.as(), 'audit')).toEqual(view);
});

test('pause and resume: announced once, and the audit completes', async () => {
  const { world } = await halfDone();
  await pauseByRequest(world.as(), 'audit');
  expect(await pauseByRequest(world.as(), 'audit')).toMatchObject({ status: 'paused' });
  expect(world.published.map(({ detailType }) => detailType)).toEqual(['Audit Paused']);
  expect(await resumeByRequest(world.as(), 'audit')).toMatchObject({ status: 'running' });
  await world.heal();
  expect(await world.as().audits.audit('audit')).toMatchObject({ status: 'completed' });
});

test('resumed at once, an audit is sent what came out of the queue meanwhile, and nothing twice', async () => {
  const { world, messages } = await halfDone();
  await pauseByRequest(world.as(), 'audit');
  expect(await sweep(world.as())).toMatchObject({ sent: 0 });
  await resumeByRequest(world.as(), 'audit');
  expect(await sweep(world.as())).toMatchObject({ sent: 0 });
  await pauseByRequest(world.as(), 'audit');
  const [, second] = messages;
  if (second) expect(await world.deliver(second)).toBe('left');
  await resumeByRequest(world.as(), 'audit');
  expect(await sweep(world.as())).toMatchObject({ sent: 1 });
  expect(world.queue.sent).toEqual([second]);
});

test('an audit that has ended, or that is not there, is not controlled', async () => {
  const { world, messages } = await halfDone();
  for (const message of messages) await world.deliver(message);
  for (const control of [cancelAudit, pauseByRequest, resumeByRequest]) {
    await expect(control(world.as(), 'audit')).rejects.toMatchObject({ code: 'audit-ended' });
    await expect(control(world.as(), 'nobody')).rejects.toMatchObject({ code: 'audit-not-found' });
  }
});
