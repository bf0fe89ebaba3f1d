import { inParallel } from '../../lambdas/domain/in-parallel';
import { get } from './api';
import { audit, type ObservationAnswer, observations, startAudit } from './audits';
import { answeredAt, changeCall, newCallIds, type Truth, truth } from './gong';

const callCount = 100;
const auditCount = 8;
const pairs = 1_000;
const users = ['11', '22', '033', '44444444444444444444', '5'];

interface Access {
  readonly callId: string;
  readonly outcome: string;
  readonly users: readonly { readonly userId: string }[];
  readonly observedAt?: string;
  readonly requestId?: string;
}

const below = (most: number) => Math.floor(Math.random() * most);
const one = <T>(all: readonly T[]): T => all[below(all.length)] as T;

/** Changes the calls in Gong, one after another, until told to stop. */
function keepChanging(callIds: readonly string[]): { stop(): Promise<void> } {
  let isOn = true;
  const change = () =>
    Math.random() < 0.005
      ? { unknown: Math.random() < 0.5 }
      : { [one(['grant', 'revoke'])]: users.filter(() => Math.random() < 0.3) };
  const changing = (async () => {
    while (isOn) {
      await changeCall(one(callIds), change());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    stop: () => {
      isOn = false;
      return changing;
    },
  };
}

/** What each audit says of each call, some of the audits under way at the same time. */
async function auditWhileChanging(callIds: readonly string[]): Promise<ObservationAnswer[]> {
  const changing = keepChanging(callIds);
  const numbers = Array.from({ length: auditCount }, (_, n) => n);
  const seen = await inParallel(2, numbers, async () => {
    const { body } = await startAudit(callIds);
    await audit(body.auditId);
    return observations(body.auditId);
  });
  await changing.stop();
  return seen.flat();
}

/** What Gong told with each answer, by its request ID and call: the stand-in knows when it gave it. */
async function truthOfAnswers(callIds: readonly string[], requestIds: Iterable<string>) {
  const told = await inParallel(8, [...new Set(requestIds)], async (requestId) => {
    return [requestId, await truth(callIds, await answeredAt(requestId))] as const;
  });
  return new Map(told);
}

test('1,000 questions about the past of calls that change all the time: no wrong answer', async () => {
  const callIds = newCallIds(callCount);
  const start = Date.now();
  const seen = await auditWhileChanging(callIds);
  const end = Date.now();
  const told = await truthOfAnswers(
    callIds,
    seen.map(({ requestId }) => requestId),
  );
  const questions = Array.from({ length: pairs }, () => ({
    callId: one(callIds),
    at: start - 1_000 + below(end - start + 2_000),
  }));
  const answers = await inParallel(8, questions, async ({ callId, at }) => {
    const { body } = await get<Access>(`/calls/${callId}/access?at=${new Date(at).toISOString()}`);
    const then = seen
      .filter((o) => o.callId === callId && Date.parse(o.observedAt) <= at)
      .reduce<ObservationAnswer | undefined>(newer, undefined);
    const real = then && told.get(then.requestId)?.get(callId);
    expect({ callId, at, ...shown(body) }).toEqual({ callId, at, ...expected(then, real) });
    return body;
  });
  // The question is worth asking: the answers for one call differ from moment to moment.
  const different = new Set(answers.map((a) => JSON.stringify([a.callId, a.outcome, a.users])));
  expect(different.size).toBeGreaterThan(callCount * 2);
  const outcomes = new Set(answers.map(({ outcome }) => outcome));
  expect([...outcomes].sort()).toEqual(['granted', 'none', 'not-found', 'not-observed']);
}, 240_000);

const newer = (a: ObservationAnswer | undefined, b: ObservationAnswer) =>
  a && a.observedAt > b.observedAt ? a : b;

const shown = ({ outcome, users: listed, observedAt, requestId }: Access) => ({
  outcome,
  users: listed.map(({ userId }) => userId),
  observedAt,
  requestId,
});

/** Before the first observation nothing is known; after it, what was true when it was made. */
const expected = (then: ObservationAnswer | undefined, real: Truth | undefined) => ({
  outcome: real?.outcome ?? 'not-observed',
  users: [...(real?.users ?? [])].sort(),
  observedAt: then?.observedAt,
  requestId: then?.requestId,
});
