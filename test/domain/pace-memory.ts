import type { PaceState } from '../../lambdas/domain/pace';
import {
  applied,
  type PaceChange,
  type PaceStore,
  type PaceTest,
} from '../../lambdas/domain/pace-change';

/** The pace item in memory, for many moments of a made-up clock. The real store has tests of its own. */
export class MemoryPaceStore implements PaceStore {
  state: PaceState | undefined;

  async read(): Promise<PaceState | undefined> {
    return this.state;
  }

  async write(change: PaceChange): Promise<PaceState | undefined> {
    return this.put(change);
  }

  put(change: PaceChange): PaceState | undefined {
    const before = change.create ?? this.state;
    if (!before || (change.create && this.state)) return undefined;
    if (!change.create && !change.when.every((test) => holds(before, test))) return undefined;
    this.state = applied(before, change);
    return this.state;
  }
}

function holds(state: PaceState, { field, is, value }: PaceTest): boolean {
  const found = state[field];
  if (is === '=') return found === value;
  if (is === '<>') return found !== value;
  const [a, b] = [Number(found), Number(value)];
  return { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[is];
}
