import type { CallState } from '../../lambdas/domain/call-state';
import type { Source } from '../../lambdas/domain/change';
import type { Observation } from '../../lambdas/domain/observation';
import { recordObservations } from '../../lambdas/domain/record-observations';
import { noStep, type Step } from '../support/memory-step';
import { answer, at, evidenceOf } from '../support/samples';
import { expectAnnounced, expectHistory } from './expect-history';
import { Timeline } from './timeline-gong';
import { World } from './world';

export const callId = '00000000000000000042';

/** What was observed of the call at slot `n`. */
function observed(n: number, users: readonly string[]): Observation {
  const outcome = users.length > 0 ? 'granted' : 'none';
  const sorted = [...users].sort();
  return { callId, outcome, users: sorted, observedAt: at(n), requestId: `request-${n}` };
}

type States = ReadonlyMap<string, CallState>;

/** One call, its observations, each in the evidence of a check, and what is recorded of them. */
export class OneCall {
  readonly world = new World(new Timeline(() => [], at(0), 1));
  private readonly sources: Source[] = [];

  private constructor(readonly observations: readonly Observation[]) {}

  /** @param said the users, from slot 1 on */
  static async with(said: readonly (readonly string[])[]): Promise<OneCall> {
    const one = new OneCall(said.map((users, n) => observed(n + 1, users)));
    for (const observation of one.observations) one.sources.push(await one.sourceOf(observation));
    return one;
  }

  /** Records the observation of slot `n`, from 1. @param earlier states, as stale as may be */
  async record(n: number, step: Step = noStep, earlier?: States): Promise<void> {
    const [observation, source] = [this.observations[n - 1], this.sources[n - 1]];
    if (!observation || !source) throw new Error('no such observation');
    await recordObservations(this.world.as(step), source, [observation], earlier);
  }

  /** The call's state, as one reads it before Gong is asked. */
  states(step: Step = noStep): Promise<States> {
    return this.world.as(step).calls.states([callId], { consistent: false });
  }

  /** Everything observed is in the history, and every change is announced. */
  async expectToHold(): Promise<void> {
    const { calls } = this.world.as();
    await expectHistory(calls, callId, this.observations);
    await expectAnnounced(calls, [callId], this.world.published);
  }

  private async sourceOf({ users, observedAt }: Observation): Promise<Source> {
    const n = observedAt - at(0);
    const body = { callAccessList: [{ callId, users: users.map((userId) => ({ userId })) }] };
    const check = {
      ...{ checkId: `check-${n}`, requestedBy: 'test', observedAt },
      stored: { callIds: [callId], evidence: evidenceOf(answer(0, 1, n, JSON.stringify(body))) },
    };
    return { auditId: check.checkId, evidence: await this.world.as().evidence.putCheck(check) };
  }
}
