import { bits } from './random';

export interface Clocks {
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** Milliseconds since any moment, never backwards. */
  readonly monotonic: () => number;
}

export const systemClocks: Clocks = { wall: Date.now, monotonic: () => performance.now() };

/**
 * Hands out the moments at which answers are given and at which access changes, so that "the truth at this moment"
 * has one meaning even within a millisecond: a change gets a later moment than every answer before it.
 */
export class Moments {
  private last = 0;

  constructor(private readonly wall: Clocks['wall']) {}

  ofAnswer(): number {
    this.last = Math.max(Math.floor(this.wall()), this.last);
    return this.last;
  }

  ofChange(): number {
    this.last = Math.max(Math.floor(this.wall()), this.last + 1);
    return this.last;
  }
}

const momentDigits = 8;

/** A request ID such as Gong's (19 lower-case alphanumerics) that keeps the moment of the answer. */
export function requestIdOf(moment: number, key: number, n: number): string {
  const tail = [1, 2].map((half) => bits(key, n, half).toString(36).padStart(7, '0'));
  return moment.toString(36).padStart(momentDigits, '0') + tail.join('').slice(0, 11);
}

/** When the answer with this request ID was given, milliseconds since 1970; `undefined` if it is not one of ours. */
export function momentOf(requestId: string): number | undefined {
  if (!/^[0-9a-z]{19}$/.test(requestId)) return undefined;
  return Number.parseInt(requestId.slice(0, momentDigits), 36);
}
