import type { PaceState } from './pace';

/** A condition on the pace item as it is when the write comes. */
export interface PaceTest {
  readonly field: keyof PaceState;
  readonly is: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly value: string | number;
}

/** One conditional write to the pace item. All tests must hold, or nothing is written. */
export interface PaceChange {
  /** The item was not there: it is created from this, and only if it still is not there; `when` does not apply. */
  readonly create?: PaceState;
  readonly add?: Partial<Record<'tat' | 'spent' | 'guard', number>>;
  readonly set: Partial<PaceState>;
  readonly when: readonly PaceTest[];
}

export const mustBe = (
  field: PaceTest['field'],
  is: PaceTest['is'],
  value: PaceTest['value'],
): PaceTest => ({ field, is, value });

/** Where the pace item is kept. Reads are strong. Both throw when the item cannot be reached: then no request may go out. */
export interface PaceStore {
  read(): Promise<PaceState | undefined>;
  /** Gives the item after the write; `undefined` if a test did not hold, or the item to be created was there. */
  write(change: PaceChange): Promise<PaceState | undefined>;
}

/** The change applied to a plain value: what a store must do, and what a new item starts as. */
export function applied(state: PaceState, { add = {}, set }: PaceChange): PaceState {
  return {
    ...state,
    tat: state.tat + (add.tat ?? 0),
    spent: state.spent + (add.spent ?? 0),
    guard: state.guard + (add.guard ?? 0),
    ...set,
  };
}
