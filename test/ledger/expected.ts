import type { Observation } from '../../lambdas/domain/observation';
import type { Asked, Truth } from './timeline-gong';
import type { World } from './world';

/** The plain model: every observation that must be in the ledger, by call, oldest first. */
export type Expected = ReadonlyMap<string, readonly Observation[]>;

/**
 * From Gong's own log and the slots of the evidence that was kept: what was asked at a kept slot was observed then,
 * as Gong knew it at that moment. Nothing of the ledger's reading of evidence is used.
 */
export function expectedOf(world: World): Expected {
  const byCall = new Map<string, Observation[]>();
  for (const slot of [...keptSlots(world)].sort((a, b) => a - b)) {
    const asked = world.timeline.log.get(slot);
    if (!asked) throw new Error(`evidence of a slot at which nothing was asked: ${slot}`);
    for (const callId of asked.callIds) {
      const observed = observationOf(callId, world.timeline.truthAt(callId, slot), asked);
      byCall.set(callId, [...(byCall.get(callId) ?? []), observed]);
    }
  }
  return byCall;
}

function keptSlots(world: World): Set<number> {
  const { chunks, checks, noted } = world.ledger.evidence;
  const evidence = [
    ...[...chunks.values()].map((stored) => stored.evidence),
    ...[...checks].filter(([key]) => noted.has(key)).map(([, stored]) => stored.evidence),
  ];
  const answers = evidence.flatMap((kept) => kept.answers).filter(({ remembered }) => !remembered);
  return new Set(answers.map(({ slot }) => slot));
}

function observationOf(callId: string, truth: Truth, { slot, requestId }: Asked): Observation {
  const seen = { callId, observedAt: slot, requestId };
  if (truth === 'unknown') return { ...seen, outcome: 'not-found', users: [] };
  if (truth === 'absent') return { ...seen, outcome: 'not-returned', users: [] };
  return { ...seen, outcome: truth.length > 0 ? 'granted' : 'none', users: [...truth].sort() };
}

/** The newest observation at or before a moment. */
export const expectedAt = (observations: readonly Observation[], moment: number) =>
  observations.filter(({ observedAt }) => observedAt <= moment).at(-1);
