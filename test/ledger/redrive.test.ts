import fc from 'fast-check';
import { sumOfTotals } from '../../lambdas/domain/audit';
import { GongUnavailable } from '../../lambdas/domain/errors';
import { AnswerCount } from '../../lambdas/domain/outage';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { noStep, type Step } from '../support/memory-step';
import { actor, fates, sleeper, unlessCrashed } from './actor';
import { evidenceTotals } from './evidence-totals';
import { Timeline } from './timeline-gong';
import { World } from './world';

const callIds = ['1', '02', '003', '4', '05', '006', '7', '08'];

const plans = fc.record({
  /** Of each chunk: whether it is given up first, and the fates of those who deliver it again. */
  chunks: fc.array(
    fc.record({ fails: fc.boolean(), redriven: fc.array(fates(30), { maxLength: 2 }) }),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
});

const isGivenUp = (error: unknown) => {
  if (!(error instanceof GongUnavailable)) throw error;
};

/** The last delivery of a chunk, while Gong does not answer. */
function deliverInVain(world: World, chunk: number, step: Step = noStep) {
  const usersAccess = () => Promise.reject(new GongUnavailable('timeout'));
  const gong = new AnswerCount({ usersAccess });
  const attempt = { deadline: Number.MAX_SAFE_INTEGER, isRepeat: true, isLast: true };
  return runChunk(
    { ...world.as(step), gong },
    { schemaVersion: 1, auditId: 'audit', chunk },
    attempt,
  );
}

test('chunks given up and redriven from the dead-letter queue, at once and with crashes, reconcile', () =>
  fc.assert(
    fc.asyncProperty(plans, fc.scheduler(), async ({ chunks }, scheduler) => {
      const world = new World(new Timeline(() => ['1'], Date.UTC(2026, 0, 1), 1_000));
      const messages = await world.accept('audit', callIds);
      for (const [n, message] of messages.entries()) {
        if (chunks[n]?.fails) await deliverInVain(world, n).catch(isGivenUp);
        else await world.deliver(message);
      }
      const redriven = messages.flatMap((message, n) =>
        (chunks[n]?.redriven ?? []).map((fate, d) =>
          world
            .deliver(message, actor(scheduler, `chunk ${n} redrive ${d}`, fate))
            .catch(unlessCrashed),
        ),
      );
      await scheduler.waitFor(Promise.all(redriven));
      const isRedriven = (n: number) => (chunks[n]?.redriven ?? []).length > 0;
      // What crashed comes back from the queue.
      for (const [n, message] of messages.entries())
        if (isRedriven(n)) await world.deliver(message);
      await world.heal();
      await expectTotals(
        world,
        messages.filter((_, n) => chunks[n]?.fails && !isRedriven(n)).length,
      );
    }),
    { numRuns: Number(process.env.LEDGER_RUNS ?? 150) },
  ));

async function expectTotals(world: World, gaps: number) {
  const { audits } = world.as();
  const audit = await audits.audit('audit');
  const observed = evidenceTotals(world, 'audit');
  const failed = callIds.length - sumOfTotals(observed);
  expect(audit?.totals).toEqual({ ...observed, failed });
  const isAllFailed = failed === callIds.length;
  expect(audit?.status).toBe(
    gaps === 0 ? 'completed' : isAllFailed ? 'failed' : 'completed-with-gaps',
  );
  const last = world.published.filter(({ detailType }) => /^Audit/.test(detailType)).at(-1);
  expect(last?.detail).toMatchObject({ status: audit?.status, totals: audit?.totals });
  expect(await audits.running()).toEqual([]);
}

test('a run that ends the audit with what it counted long ago does not undo what others counted since', async () => {
  const world = new World(new Timeline(() => ['1'], Date.UTC(2026, 0, 1), 1_000));
  const messages = await world.accept('audit', callIds);
  for (const n of messages.keys()) await deliverInVain(world, n).catch(isGivenUp);
  const [first, second] = messages;
  if (!first || !second) throw new Error('too few chunks');
  const { step, wake, asleep } = sleeper('before end');
  const slow = world.deliver(first, step);
  await asleep;
  await world.deliver(second);
  wake();
  await slow;
  await expectTotals(world, 1);
});
