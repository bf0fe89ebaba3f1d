import type { Clock } from '../../domain/ports';

const longestTimer = 0x7fff_ffff;
/** A timer's usual lateness is the same for all requests and needs no room; more than that does. Milliseconds. */
const usualLateness = 3;

/** How much of a request's lateness disturbs the distance to the others, milliseconds. */
export const lateBy = (late: number): number => Math.max(0, late - usualLateness);

/** Resolves at the moment, never before: a timer may fire a little early by the wall clock. */
export async function untilMoment(moment: number, clock: Clock): Promise<void> {
  for (let left = moment - clock(); left > 0; left = moment - clock()) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, longestTimer)));
  }
}

/** A sleep that news can end early. */
export class Sleep {
  wake: () => void = () => undefined;

  until(moment: number, clock: Clock): Promise<void> {
    const left = Math.min(Math.max(moment - clock(), 1), longestTimer);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, left);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
