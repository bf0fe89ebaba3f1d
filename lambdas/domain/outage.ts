import type { Audit, ProgressShard } from './audit';
import type { AuditPause } from './pause-audit';
import type { Gong } from './ports';

/** Gong, and how many requests it has answered to this process: tells an outage from trouble with one chunk. */
export interface CountedGong extends Gong {
  readonly answered: number;
}

export class AnswerCount implements CountedGong {
  answered = 0;

  constructor(private readonly gong: Gong) {}

  async usersAccess(...asked: Parameters<Gong['usersAccess']>) {
    const answer = await this.gong.usersAccess(...asked);
    this.answered += 1;
    return answer;
  }
}

const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;
/** After so long a silence the audit ends with what it has. */
const patienceMs = 24 * 3_600_000;

/**
 * The next pause of an audit that Gong does not answer: each is twice as long as the one before, until a chunk is done.
 * @returns undefined when this has gone on for a day
 */
export function pauseForOutage(
  { outage }: Audit,
  shards: readonly ProgressShard[],
  now: number,
): AuditPause | undefined {
  const done = doneChunks(shards);
  const before = outage?.done === done ? outage : { since: now, pauses: 0, done };
  if (now - before.since >= patienceMs) return undefined;
  const wait = Math.min(longestPauseMs, firstPauseMs * 2 ** before.pauses);
  return {
    reason: 'gong-unavailable',
    until: now + wait,
    outage: { ...before, pauses: before.pauses + 1 },
  };
}

/** Whether no chunk is done since the audit last paused because Gong did not answer: one is enough to ask again. */
export const isUnanswered = ({ outage }: Audit, shards: readonly ProgressShard[]): boolean =>
  outage !== undefined && outage.done === doneChunks(shards);

const doneChunks = (shards: readonly ProgressShard[]): number =>
  shards.reduce((sum, { done }) => sum + done.size, 0);
