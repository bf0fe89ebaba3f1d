import { type Fault, type FaultOrder, parseFaults } from './fault';
import { momentOf } from './moments';
import { type ChangeableOptions, changesOf } from './options';
import { type Resettable, resettable, type StandInState } from './state';
import type { Stats } from './stats';
import type { CallChange, ExpectedAnswer, Version } from './world';

/** The page of truth and the switches, for tests in the same process; `control-routes.ts` gives them over HTTP. */
export interface GongControls {
  /** What is true of the calls at a moment (milliseconds since 1970; now unless given), in the order asked for. */
  truth(callIds: readonly string[], at?: number): { at: number; calls: ExpectedAnswer[] };
  /** A call's versions from one moment to another: unless given, from the stand-in's start until now. */
  history(callId: string, from?: number, to?: number): Version[];
  /** When the answer with this request ID was given: its `at` for `truth`. */
  momentOf(requestId: string): number | undefined;
  /** The first n calls of the seed's sequence: IDs of 18 digits, some of them unknown by `shareUnknown`. */
  callIds(n: number): string[];
  stats(): Stats;
  /** Changes a call; tells from which moment on. */
  change(callId: string, change: CallChange): number;
  addFaults(faults: FaultOrder | readonly FaultOrder[]): void;
  faults(): Fault[];
  clearFaults(): void;
  patch(options: ChangeableOptions): void;
  /** Everything unless named. */
  reset(what?: readonly Resettable[]): void;
}

export function controlsOf(state: StandInState): GongControls {
  const { world, moments, faults } = state;
  return {
    truth: (callIds, at = moments.ofAnswer()) => ({
      at,
      calls: callIds.map((callId) => world.expected(callId, at)),
    }),
    history: (callId, from = state.startedAt, to = moments.ofAnswer()) =>
      world.history(callId, from, to),
    momentOf,
    callIds: (n) => Array.from({ length: n }, (_, index) => world.callId(index)),
    stats: () => state.counters.stats(state.limits.counts()),
    change: (callId, change) => {
      const at = moments.ofChange();
      world.change(callId, change, at);
      return at;
    },
    addFaults: (orders) => faults.add(parseFaults(orders)),
    faults: () => faults.waiting(),
    clearFaults: () => faults.clear(),
    patch: (options) => state.patch(changesOf(options)),
    reset: (what = resettable) => state.reset(what),
  };
}
