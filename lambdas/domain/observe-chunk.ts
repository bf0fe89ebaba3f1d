import type { CallState } from './call-state';
import type { Answer, Evidence, Gap } from './evidence';
import { observeCalls } from './observe-calls';
import type { Ask, CallStore, Clock, Gong } from './ports';
import { isRememberedUnknown, isYoung } from './unknown-calls';

export interface ObserveDeps {
  readonly calls: CallStore;
  readonly gong: Gong;
  readonly clock: Clock;
}

export interface ObservedChunk {
  readonly evidence: Evidence;
  /** What the ledger held before Gong was asked. Others may have written since, or even before. */
  readonly earlier: ReadonlyMap<string, CallState>;
}

/**
 * Asks Gong about the calls of a chunk, but for those that it was found not to know a short time ago; calls announced
 * since then are asked for all the same.
 */
export async function observeChunk(
  deps: ObserveDeps,
  callIds: readonly string[],
  ask: Ask & { announcedAt?: number | undefined },
): Promise<ObservedChunk> {
  const earlier = await deps.calls.states(callIds, { consistent: false });
  const now = deps.clock();
  const isRemembered = (callId: string) =>
    !isYoung(ask.announcedAt, now) && isRememberedUnknown(earlier.get(callId), now);
  const asked = callIds.flatMap((callId, index) => (isRemembered(callId) ? [] : [index]));
  const fresh =
    asked.length === 0
      ? { answers: [], gaps: [] }
      : await observeCalls(
          deps.gong,
          asked.map((index) => callIds[index] ?? ''),
          ask,
        );
  const remembered = callIds.flatMap((callId, index) =>
    isRemembered(callId) ? rememberedAnswer(index, earlier.get(callId)) : [],
  );
  const evidence = {
    answers: [...fresh.answers.map((answer) => spread(answer, asked)), ...remembered],
    gaps: fresh.gaps.map((gap) => spread(gap, asked)),
  };
  return { evidence, earlier };
}

/**
 * Turns a run of the calls asked for into a run of all calls. It may now span remembered calls; their own answers
 * come later in the list and count.
 */
function spread<T extends Answer | Gap>(run: T, asked: readonly number[]): T {
  return { ...run, from: asked[run.from] ?? 0, to: (asked[run.to - 1] ?? 0) + 1 };
}

function rememberedAnswer(index: number, state: CallState | undefined): Answer[] {
  if (!state) return [];
  const { observedAt: slot, requestId } = state;
  return [
    { from: index, to: index + 1, kind: 'not-found', slot, requestId, body: '', remembered: true },
  ];
}
