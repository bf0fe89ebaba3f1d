import { inParallel } from '../../lambdas/domain/in-parallel';
import type { Observation } from '../../lambdas/domain/observation';
import { recordObservations } from '../../lambdas/domain/record-observations';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingBus } from '../support/recording-ports';
import { answer, at, evidenceOf } from '../support/samples';
import { expectAnswer } from './expect-history';

const callCount = 40;
const rounds = 25;
const pairs = 1_000;

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

/** Numbers from a seed, the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What was observed of every call in each round: one in ten calls changes from round to round. */
function script(next: () => number): Observation[][] {
  const calls = Array.from({ length: callCount }, (_, i) => `${i % 2 ? '00' : ''}${1_000 + i}`);
  const access = new Map(calls.map((callId) => [callId, ['1']]));
  return Array.from({ length: rounds }, (_, round) =>
    calls.map((callId): Observation => {
      if (next() < 0.1)
        access.set(
          callId,
          ['1', '2', '03'].filter(() => next() < 0.5),
        );
      const users = access.get(callId) ?? [];
      const seen = { callId, observedAt: at((round + 1) * 100), requestId: `request-${round}` };
      if (next() < 0.03) return { ...seen, outcome: 'not-returned', users: [] };
      return { ...seen, outcome: users.length > 0 ? 'granted' : 'none', users: [...users].sort() };
    }),
  );
}

/** One check's evidence, from which the ledger may read what was observed. */
async function sourceOf(observations: readonly Observation[], round: number) {
  const callAccessList = observations
    .filter(({ outcome }) => outcome !== 'not-returned')
    .map(({ callId, users }) => ({ callId, users: users.map((userId) => ({ userId })) }));
  const body = JSON.stringify({ callAccessList });
  const callIds = observations.map(({ callId }) => callId);
  const checkId = `check-${round}`;
  const evidence = await ledger.evidence.putCheck({
    ...{ checkId, requestedBy: 'test', observedAt: at((round + 1) * 100) },
    stored: { callIds, evidence: evidenceOf(answer(0, callIds.length, (round + 1) * 100, body)) },
  });
  return { auditId: checkId, evidence };
}

test('1,000 questions about the past, after audits that came in any order: no wrong answer', async () => {
  const seed = Number(process.env.LEDGER_SEED ?? Date.now() % 1_000_000);
  const next = random(seed);
  const history = script(next);
  const order = history.map((_, round) => round + Math.floor(next() * 6));
  const late = [...history.keys()].sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
  const deps = { ...ledger, events: new RecordingBus(), clock: Date.now };
  for (const round of late) {
    const observations = history[round] ?? [];
    await recordObservations(deps, await sourceOf(observations, round), observations);
  }
  const byCall = new Map<string, Observation[]>();
  for (const one of history.flat())
    byCall.set(one.callId, [...(byCall.get(one.callId) ?? []), one]);
  const calls = [...byCall.keys()];
  const questions = Array.from({ length: pairs }, () => ({
    callId: calls[Math.floor(next() * calls.length)] ?? '',
    moment: at(Math.floor(next() * (rounds + 2) * 100)),
  }));
  await inParallel(16, questions, ({ callId, moment }) =>
    expectAnswer(ledger.calls, callId, byCall.get(callId) ?? [], moment).catch((error) => {
      throw new Error(`LEDGER_SEED=${seed}`, { cause: error });
    }),
  );
});
