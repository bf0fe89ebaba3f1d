import type { Priority } from './audit';
import type { PaceRefusal } from './errors';
import {
  dayAt,
  dayCap,
  firstState,
  guardAtLeast,
  guardDecay,
  type PaceConfig,
  type PaceState,
  probeMs,
  stepOf,
  usPerMs,
} from './pace';
import { mustBe, type PaceChange, type PaceTest } from './pace-change';

/** Who wants slots, and how far ahead this process must look. */
export interface SlotAsk {
  readonly priority: Priority;
  /** Version of the secret that the request will carry; absent if it does not matter. */
  readonly secretVersion?: string | undefined;
  /** Slots wanted by one write, at least 1. Fewer are given where the day has no more. */
  readonly slots: number;
  /** A slot is at least this far ahead when it is written, milliseconds: the write must not make it late. */
  readonly lead: number;
  /** How far ahead a slot must lie at least so that two writes fit in, milliseconds. */
  readonly roundTrips: number;
  /** How late this process sent its last requests, microseconds: the next slots make room for it. */
  readonly owed: number;
}

/** A conditional write that takes slots: what the plan takes for granted is tested again where it is written. */
export interface SlotTake {
  readonly kind: 'take';
  readonly change: PaceChange;
  readonly slots: number;
  /** Microseconds from a slot to the next. */
  readonly step: number;
  /** `queued`: the first slot is the `tat` before the write. Otherwise its own time, microseconds. */
  readonly first: 'queued' | number;
  /** Microseconds from the first slot to the `tat` after the write. */
  readonly advance: number;
  /** Set if the request tries a version of the secret that is not proven: the mark to take back when it ends. */
  readonly probeUntil?: number;
}

export type SlotPlan =
  | SlotTake
  /** Nothing before `until`. While another request tries the secret (`trial`) only a look at the item tells more. */
  | { readonly kind: 'wait'; readonly until: number; readonly why: 'queue' | 'paused' | 'trial' }
  | {
      readonly kind: 'refuse';
      readonly reason: PaceRefusal;
      readonly retryAt: number;
      readonly detail?: string;
    };

/** How many slots ahead of now a priority may reserve: who may look further ahead goes first. */
const slotsAhead: Record<Priority, number> = { bulk: 1, event: 2, interactive: 4 };

/** Horizon in milliseconds from now: a slot further away is left to those who may look further. */
const horizonOf = (ask: SlotAsk, step: number): number =>
  // A millisecond more: the step shrinks a little with every slot.
  ask.lead + 1 + Math.max(ask.roundTrips, (slotsAhead[ask.priority] * step) / usPerMs);

/** While another process tries a version of the secret: how soon to look again. */
const probeLook = 250;

/** What to do for a slot at `now`, given the item as last seen. */
export function planSlot(
  config: PaceConfig,
  seen: PaceState | undefined,
  ask: SlotAsk,
  now: number,
): SlotPlan {
  const state = seen ?? firstState(config, now);
  return (
    closed(state, ask, now) ?? daySpent(config, state, ask, now) ?? take(config, seen, ask, now)
  );
}

function closed(state: PaceState, ask: SlotAsk, now: number): SlotPlan | undefined {
  if (state.openUntil > now) {
    const detail = breakerDetail(state);
    return { kind: 'refuse', reason: 'breaker-open', retryAt: state.openUntil, detail };
  }
  if (state.pausedUntil > now) {
    if (state.pauseReason === 'day-spent') {
      return { kind: 'refuse', reason: 'day-spent', retryAt: state.pausedUntil };
    }
    return { kind: 'wait', until: state.pausedUntil, why: 'paused' };
  }
  if (isTrial(state, ask) && state.probeUntil > now) {
    return { kind: 'wait', until: Math.min(state.probeUntil, now + probeLook), why: 'trial' };
  }
  return undefined;
}

/** What an operator needs to know of an open breaker; nothing of the secret. */
const breakerDetail = (state: PaceState): string =>
  state.openScope
    ? `Gong answered ${state.openStatus}: the scope ${state.openScope} is missing`
    : `Gong answered ${state.openStatus}`;

function daySpent(
  config: PaceConfig,
  state: PaceState,
  ask: SlotAsk,
  now: number,
): SlotPlan | undefined {
  const day = dayAt(config, state, now);
  const spent = day.dayEnd === state.dayEnd ? state.spent : 0;
  if (spent < dayCap(config, ask.priority)) return undefined;
  return { kind: 'refuse', reason: 'day-spent', retryAt: day.dayEnd };
}

function take(
  config: PaceConfig,
  seen: PaceState | undefined,
  ask: SlotAsk,
  now: number,
): SlotPlan {
  const state = seen ?? firstState(config, now);
  const step = stepOf(config, state.guard);
  const earliest = (now + ask.lead) * usPerMs;
  const latest = Math.floor((now + horizonOf(ask, step)) * usPerMs);
  if (state.tat > latest) {
    const until = Math.ceil(now + (state.tat - latest) / usPerMs);
    return { kind: 'wait', until, why: 'queue' };
  }
  const queued = state.tat >= earliest;
  const day = dayChange(config, state, ask, now);
  const trial = isTrial(state, ask);
  const slots = trial ? 1 : Math.min(ask.slots, day.left);
  const advance = slots * step + ask.owed;
  const probeUntil = now + probeMs;
  const change: PaceChange = {
    ...(seen ? {} : { create: state }),
    add: {
      ...(queued && { tat: advance }),
      ...(!day.set && { spent: slots }),
      guard: -Math.max(0, Math.min(slots * guardDecay, state.guard - guardAtLeast)),
    },
    set: {
      ...(!queued && { tat: earliest + advance }),
      ...(day.set && { ...day.set, spent: slots }),
      ...(trial && { probeUntil }),
    },
    when: [
      { field: 'tat', is: '>=', value: queued ? earliest : 0 },
      { field: 'tat', is: '<=', value: queued ? latest : earliest - 1 },
      { field: 'dayEnd', is: '=', value: state.dayEnd },
      ...(day.set ? [] : [mustBe('spent', '<=', dayCap(config, ask.priority) - slots)]),
      { field: 'pausedUntil', is: '<=', value: now },
      { field: 'openUntil', is: '<=', value: now },
      ...secretTests(ask, trial, now),
    ],
  };
  const first = queued ? 'queued' : earliest;
  return { kind: 'take', change, slots, step, first, advance, ...(trial && { probeUntil }) };
}

/** What the slot means for the day's count: `set` if a new day begins with it. */
function dayChange(config: PaceConfig, state: PaceState, ask: SlotAsk, now: number) {
  const day = dayAt(config, state, now);
  const cap = dayCap(config, ask.priority);
  return day.dayEnd === state.dayEnd ? { left: cap - state.spent } : { left: cap, set: day };
}

const isTrial = (state: PaceState, ask: SlotAsk): boolean =>
  ask.secretVersion !== undefined && ask.secretVersion !== state.proven;

function secretTests(ask: SlotAsk, trial: boolean, now: number): PaceTest[] {
  if (ask.secretVersion === undefined) return [];
  if (!trial) return [mustBe('proven', '=', ask.secretVersion)];
  return [mustBe('proven', '<>', ask.secretVersion), mustBe('probeUntil', '<=', now)];
}

/** The slots that a write gave, whole milliseconds, strictly increasing; `tat` as the write left it. */
export function slotsOf(taken: SlotTake, tat: number): number[] {
  const first = taken.first === 'queued' ? tat - taken.advance : taken.first;
  return Array.from({ length: taken.slots }, (_, i) =>
    Math.ceil((first + i * taken.step) / usPerMs),
  );
}
