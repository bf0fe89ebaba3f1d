import fc from 'fast-check';
import { latestObservation } from '../../lambdas/domain/read-access';
import { actor, fates, steady, unlessCrashed } from './actor';
import { callId, OneCall } from './one-call';

const access: readonly (readonly string[])[] = [['1'], ['1', '02'], []];
const some = fc.oneof({ weight: 4, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.nat(2) });

/** What is observed of one call, slot by slot, and the fates of those who record it. */
const plans = fc.record({
  said: fc.array(some, { minLength: 3, maxLength: 5 }),
  /** So many are recorded before the others begin. */
  earlier: fc.constantFrom(0, 1, 1, 2),
  deliveries: fc.array(
    fc.array(fc.record({ fate: fates(20), readsEarlier: fc.boolean() }), {
      minLength: 1,
      maxLength: 2,
    }),
    { minLength: 5, maxLength: 5 },
  ),
});
type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

async function play({ said, earlier, deliveries }: Plan, scheduler: fc.Scheduler): Promise<void> {
  const call = await OneCall.with(said.map((n) => access[n] ?? []));
  for (let n = 1; n <= earlier; n++) await call.record(n);
  const recorded = new Set<number>();
  const work = call.observations.flatMap((_, i) =>
    (deliveries[i] ?? []).map(async ({ fate, readsEarlier }, d) => {
      const step = actor(scheduler, `observation ${i + 1} delivery ${d}`, fate);
      try {
        await call.record(i + 1, step, readsEarlier ? await call.states(step) : undefined);
        recorded.add(i + 1);
      } catch (error) {
        unlessCrashed(error);
      }
    }),
  );
  await scheduler.waitFor(Promise.all([...work, look(call, scheduler)]));
  // What no delivery has recorded to its end is delivered again.
  for (const i of call.observations.keys()) if (!recorded.has(i + 1)) await call.record(i + 1);
  await call.expectToHold();
}

/** At no moment does the ledger claim what was not observed. */
async function look(call: OneCall, scheduler: fc.Scheduler): Promise<void> {
  const step = actor(scheduler, 'look', steady);
  for (let i = 0; i < 6; i++) {
    const found = await latestObservation(call.world.as(step), callId);
    if (found) expect(call.observations).toContainEqual(found);
  }
}

const runs = Number(process.env.LEDGER_RUNS ?? 150);

test(
  'observations of one call that race one another, in any order, all end in its history',
  () =>
    fc.assert(fc.asyncProperty(plans, fc.scheduler(), play), {
      numRuns: runs,
      ...(process.env.LEDGER_SEED ? { seed: Number(process.env.LEDGER_SEED) } : {}),
    }),
  60_000 + runs * 100,
);
