import * as v from 'valibot';
import type { Fault } from './fault';
import { unit } from './random';

/** What of a request decides whether a fault befalls it. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly callIds: ReadonlySet<string>;
}

interface Pending {
  readonly fault: Fault;
  left: number;
  toSkip: number;
}

/** Faults to come, in the order they were asked for. A request meets the first that fits. */
export class FaultQueue {
  private pending: Pending[] = [];
  private draws = 0;

  /** @param key seeds the draws of faults that befall a share of requests */
  constructor(private readonly key: number) {}

  add(faults: readonly Fault[]): void {
    for (const fault of faults) {
      const left = fault.times === 'until-cleared' ? Number.POSITIVE_INFINITY : fault.times;
      this.pending.push({ fault, left, toSkip: fault.after });
    }
  }

  take(target: Target): Fault | undefined {
    const met = this.pending.find((pending) => this.meets(pending, target));
    if (!met) return undefined;
    met.left--;
    if (met.left === 0) this.pending = this.pending.filter((pending) => pending !== met);
    return met.fault;
  }

  waiting(): Fault[] {
    return this.pending.map(({ fault }) => fault);
  }

  clear(): void {
    this.pending = [];
  }

  private meets(pending: Pending, target: Target): boolean {
    if (!fits(pending.fault, target)) return false;
    if (pending.toSkip > 0) {
      pending.toSkip--;
      return false;
    }
    return pending.fault.share === 1 || unit(this.key, this.draws++) < pending.fault.share;
  }
}

function fits({ method, path, callId }: Fault, target: Target): boolean {
  return (
    (method === undefined || method === target.method) &&
    (path === undefined || target.path.startsWith(path)) &&
    (callId === undefined || target.callIds.has(callId))
  );
}

const named = v.object({
  filter: v.optional(v.object({ callIds: v.array(v.string()) })),
  callAccessList: v.optional(v.array(v.object({ callId: v.string() }))),
});

/** The calls that a request's body names, whatever it asks. */
export function callsNamed(json: unknown): ReadonlySet<string> {
  const parsed = v.safeParse(named, json);
  if (!parsed.success) return new Set();
  const { filter, callAccessList = [] } = parsed.output;
  return new Set([...(filter?.callIds ?? []), ...callAccessList.map(({ callId }) => callId)]);
}
