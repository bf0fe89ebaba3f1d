import type { Truth } from '../ledger/timeline-gong';
import { Timeline } from '../ledger/timeline-gong';
import { World } from '../ledger/world';
import { evening } from './samples';

/** A world in which Gong says this of each call (the same at any time), with a clock that tests move. */
export function worldWith(access: Readonly<Record<string, Truth>>): World {
  return new World(new Timeline((callId) => access[callId] ?? 'unknown', evening, 1_000));
}

/** A world in which what Gong says of each call changes from request to request; the last one stays. */
export function worldOver(access: Readonly<Record<string, readonly Truth[]>>): World {
  const truthAt = (callId: string, slot: number): Truth => {
    const said = access[callId] ?? [];
    return said[Math.min(slot, said.length) - 1] ?? 'unknown';
  };
  return new World(new Timeline(truthAt, evening, 1_000));
}
