import type { Observation } from '../../lambdas/domain/observation';
import { recordObservations } from '../../lambdas/domain/record-observations';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingBus } from '../support/recording-ports';
import { answer, at, evidenceOf } from '../support/samples';
import { expectAnnounced, expectHistory } from './expect-history';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

/** Observation `n` of a call: access changes at every fifth. */
function observed(callId: string, n: number): Observation {
  const users = [`${Math.floor(n / 5) % 3}`, '99999999999999999999'];
  return { callId, outcome: 'granted', users, observedAt: at(n), requestId: `request-${n}` };
}

/** Each observation comes from a check of its own, whose evidence is stored. */
async function sourceOf({ callId, users, observedAt }: Observation) {
  const n = observedAt - at(0);
  const body = { callAccessList: [{ callId, users: users.map((userId) => ({ userId })) }] };
  const check = {
    ...{ checkId: `check-${callId}-${n}`, requestedBy: 'test', observedAt },
    stored: { callIds: [callId], evidence: evidenceOf(answer(0, 1, n, JSON.stringify(body))) },
  };
  return { auditId: check.checkId, evidence: await ledger.evidence.putCheck(check) };
}

test('50 writers of one call at once, some twice: nothing is lost, nothing has two IDs', async () => {
  const callId = '00000000000000000042';
  const bus = new RecordingBus();
  const deps = { ...ledger, events: bus, clock: Date.now };
  const observations = Array.from({ length: 50 }, (_, n) => observed(callId, n + 1));
  const again = observations.filter((_, n) => n % 5 === 0);
  await Promise.all(
    [...observations, ...again].map(async (observation) =>
      recordObservations(deps, await sourceOf(observation), [observation]),
    ),
  );
  await expectHistory(ledger.calls, callId, observations);
  await expectAnnounced(ledger.calls, [callId], bus.published);
});
