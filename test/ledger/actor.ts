import fc from 'fast-check';
import type { Step } from '../support/memory-step';

export class Crash extends Error {}

/** How an actor fares: at which of its steps it falls asleep, and dies. */
export interface Fate {
  readonly sleepsAt: number | undefined;
  readonly diesAt: number | undefined;
}

export const fates = (steps: number): fc.Arbitrary<Fate> => {
  const step = fc.option(fc.nat(steps), { nil: undefined });
  return fc.record({ sleepsAt: step, diesAt: step });
};

export const steady: Fate = { sleepsAt: undefined, diesAt: undefined };

/** Long enough for others to do all of their work meanwhile: turns that happen by chance alone are too short. */
const turnsAsleep = 30;

/** An actor that takes a step when the scheduler says so. One that died takes no other. */
export function actor(scheduler: fc.Scheduler, name: string, { sleepsAt, diesAt }: Fate): Step {
  let steps = 0;
  return async (step) => {
    const turns = steps === sleepsAt ? turnsAsleep : 1;
    const isDead = diesAt !== undefined && steps >= diesAt;
    steps += 1;
    for (let turn = 0; turn < turns; turn++) {
      await scheduler.schedule(Promise.resolve(), `${name}: ${step}`);
    }
    if (isDead) throw new Crash(`${name} at ${step}`);
  };
}

export const unlessCrashed = (error: unknown) => {
  if (!(error instanceof Crash)) throw error;
};

/** Falls asleep at the first step of that name, until woken; may die at another. */
export function sleeper(asleepAt: string, diesAt?: string) {
  let wake = () => {};
  const awake = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let reached = () => {};
  const asleep = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const step: Step = async (name) => {
    if (name === diesAt) throw new Crash(name);
    if (name !== asleepAt) return;
    reached();
    await awake;
  };
  return { step, wake, asleep };
}
