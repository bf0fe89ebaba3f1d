import fc from 'fast-check';
import { checkAccess } from '../../lambdas/domain/check-access';
import { latestObservation } from '../../lambdas/domain/read-access';
import type { Step } from '../support/memory-step';
import { actor, fates, steady, unlessCrashed } from './actor';
import { expectedOf } from './expected';
import { expectLedgerToHold } from './invariants';
import { Timeline, type Truth } from './timeline-gong';
import { World } from './world';

const calls = ['7782342274025937895', '00012', '12', '99999999999999999999'];
const truths: readonly Truth[] = [[], ['1'], ['1', '02'], ['3', '02'], 'absent', 'unknown'];

const some = fc.subarray(calls, { minLength: 1 });
const plans = fc.record({
  /** What Gong says of each call from slot to slot. */
  truth: fc.array(fc.array(fc.nat(truths.length - 1), { minLength: 4, maxLength: 4 }), {
    minLength: 1,
    maxLength: 8,
  }),
  /** Audits that were done before the others began. */
  earlier: fc.array(some, { maxLength: 3 }),
  audits: fc.array(some, { minLength: 1, maxLength: 3 }),
  /** Each message is delivered by each of these, at once. */
  deliveries: fc.array(fates(60), { minLength: 1, maxLength: 3 }),
  checks: fc.array(fc.record({ callIds: some, fate: fates(60) }), { maxLength: 3 }),
  readsStale: fc.boolean(),
  looks: fc.array(fc.constantFrom(...calls), { maxLength: 3 }),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

function worldOf({ truth, readsStale }: Plan): World {
  const hour = 3_600_000;
  const truthAt = (callId: string, slot: number): Truth =>
    truths[truth[slot % truth.length]?.[calls.indexOf(callId)] ?? 0] ?? [];
  const world = new World(new Timeline(truthAt, Date.UTC(2026, 0, 1), hour));
  world.ledger.calls.readsStale = readsStale;
  return world;
}

async function play(world: World, plan: Plan, scheduler: fc.Scheduler): Promise<void> {
  for (const [n, callIds] of plan.earlier.entries()) {
    for (const message of await world.accept(`earlier-${n}`, callIds)) await world.deliver(message);
  }
  const work: Promise<unknown>[] = [];
  for (const [n, callIds] of plan.audits.entries()) {
    for (const message of await world.accept(`audit-${n}`, callIds)) {
      for (const [d, fate] of plan.deliveries.entries()) {
        const step = actor(scheduler, `audit ${n} chunk ${message.chunk} delivery ${d}`, fate);
        work.push(world.deliver(message, step).catch(unlessCrashed));
      }
    }
  }
  for (const [n, check] of plan.checks.entries()) {
    const deps = world.as(actor(scheduler, `check ${n}`, check.fate));
    const request = { callIds: check.callIds, requestedBy: 'test', deadline: Number.MAX_VALUE };
    work.push(checkAccess(deps, request).catch(unlessCrashed));
  }
  for (const [n, callId] of plan.looks.entries()) {
    work.push(look(world, actor(scheduler, `look ${n}`, steady), callId));
  }
  await scheduler.waitFor(Promise.all(work));
}

/** At no moment does the ledger claim what was not observed. */
async function look(world: World, step: Step, callId: string): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const found = await latestObservation(world.as(step), callId);
    if (found) expect(expectedOf(world).get(callId)).toContainEqual(found);
  }
}

const runs = Number(process.env.LEDGER_RUNS ?? 60);

test(
  'whatever audits, checks, redeliveries and crashes interleave, the ledger equals the model',
  () =>
    fc.assert(
      fc.asyncProperty(plans, fc.scheduler(), async (plan, scheduler) => {
        const world = worldOf(plan);
        await play(world, plan, scheduler);
        await world.heal();
        await expectLedgerToHold(world);
      }),
      {
        numRuns: runs,
        ...(process.env.LEDGER_SEED ? { seed: Number(process.env.LEDGER_SEED) } : {}),
      },
    ),
  60_000 + runs * 1_000,
);
