import { cancelAudit, pauseByRequest, resumeByRequest } from '../../lambdas/domain/control-audit';
import { readObservations } from '../../lambdas/domain/read-observations';
import { worldWith } from '../support/use-cases';

const access = { '1': ['7'], '2': ['7'], '3': [], '4': ['7'], '5': ['7'], '6': [] };

async function halfDone() {
  const world = worldWith(access);
  const messages = await world.accept('audit', Object.keys(access));
  const [first] = messages;
  if (first) await world.deliver(first);
  return { world, messages };
}

test('a cancelled audit is off the work; what was not checked counts as failed, and reconciles', async () => {
  const { world, messages } = await halfDone();
  const view = await cancelAudit(world.as(), 'audit');
  expect(view).toMatchObject({ status: 'cancelled', totals: { failed: 3 } });
  const sum = Object.values(view.totals).reduce((a, b) => a + b);
  expect(sum).toBe(6);
  expect(await world.as().audits.running()).toEqual([]);
  for (const message of messages) expect(await world.deliver(message)).toBe('left');
  const { observations } = await readObservations(world.as(), 'audit', {});
  const reasons = observations.flatMap((one) => ('reason' in one ? one.reason : []));
  expect(reasons).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('to cancel twice is to cancel once', async () => {
  const { world } = await halfDone();
  const view = await cancelAudit(world.as(), 'audit');
  world.timeline.pass(10);
  expect(await cancelAudit(world.as(), 'audit')).toEqual(view);
});

test('pause and resume: announced once, and all that is not counted is sent anew', async () => {
  const { world } = await halfDone();
  await pauseByRequest(world.as(), 'audit');
  expect(await pauseByRequest(world.as(), 'audit')).toMatchObject({ status: 'paused' });
  expect(world.published.map(({ detailType }) => detailType)).toEqual(['Audit Paused']);
  expect(await resumeByRequest(world.as(), 'audit')).toMatchObject({ status: 'running' });
  await world.heal();
  expect(await world.as().audits.audit('audit')).toMatchObject({ status: 'completed' });
});

test('an audit that has ended, or that is not there, is not controlled', async () => {
  const { world, messages } = await halfDone();
  for (const message of messages) await world.deliver(message);
  for (const control of [cancelAudit, pauseByRequest, resumeByRequest]) {
    await expect(control(world.as(), 'audit')).rejects.toMatchObject({ code: 'audit-ended' });
    await expect(control(world.as(), 'nobody')).rejects.toMatchObject({ code: 'audit-not-found' });
  }
});
