import { usersByCall } from './gong-answer';
import type { Failure, Observation } from './observation';

/** One answer of Gong about a run of a chunk's calls: `from` inclusive, `to` exclusive, as indexes into its calls. */
export interface Answer {
  readonly from: number;
  readonly to: number;
  /** `answered`: a valid 200 about these calls. `not-found`: Gong's "Some calls not found" about this one call. */
  readonly kind: 'answered' | 'not-found';
  /** When the request was sent: its slot, milliseconds since 1970. */
  readonly slot: number;
  readonly requestId: string;
  /** Gong's body as received. */
  readonly body: string;
  /** True if this is what an earlier request had found and Gong was not asked again (a remembered unknown call). */
  readonly remembered?: boolean;
}

/** Calls of a chunk that Gong could not be made to answer for, while it answered for others. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** Everything that Gong said about a chunk. Once stored it is never replaced: all else derives from it. */
export interface Evidence {
  readonly answers: readonly Answer[];
  readonly gaps: readonly Gap[];
}

/** Where evidence is kept: the key of its item in the ledger. */
export interface EvidenceRef {
  readonly pk: string;
  readonly sk: string;
}

/** What the evidence says of each of the chunk's calls, in their order. */
export function outcomesOf(
  callIds: readonly string[],
  evidence: Evidence,
): (Observation | Failure)[] {
  const outcomes = new Map<string, Observation | Failure>();
  for (const { from, to, reason } of evidence.gaps) {
    for (const callId of callIds.slice(from, to)) {
      outcomes.set(callId, { callId, outcome: 'failed', reason });
    }
  }
  for (const answer of evidence.answers) {
    for (const observation of observationsIn(answer, callIds.slice(answer.from, answer.to))) {
      outcomes.set(observation.callId, observation);
    }
  }
  return callIds.map(
    (callId) => outcomes.get(callId) ?? { callId, outcome: 'failed', reason: 'not-asked' },
  );
}

/** What Gong was asked for and answered, without what was only remembered. */
export function newObservations(callIds: readonly string[], evidence: Evidence): Observation[] {
  const remembered = evidence.answers.filter((answer) => answer.remembered);
  const notAsked = new Set(remembered.flatMap(({ from, to }) => callIds.slice(from, to)));
  return outcomesOf(callIds, evidence)
    .filter(isObservation)
    .filter(({ callId }) => !notAsked.has(callId));
}

function observationsIn(answer: Answer, callIds: readonly string[]): Observation[] {
  const seen = { observedAt: answer.slot, requestId: answer.requestId };
  if (answer.kind === 'not-found') {
    return callIds.map((callId) => ({ callId, outcome: 'not-found', users: [], ...seen }));
  }
  const named = usersByCall(answer.body);
  return callIds.map((callId) => {
    const users = named.get(callId);
    if (!users) return { callId, outcome: 'not-returned', users: [], ...seen };
    return { callId, outcome: users.length > 0 ? 'granted' : 'none', users, ...seen };
  });
}

export const isObservation = (outcome: Observation | Failure): outcome is Observation =>
  outcome.outcome !== 'failed';
