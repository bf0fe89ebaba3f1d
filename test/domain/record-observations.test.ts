import type { Observation } from '../../lambdas/domain/observation';
import { recordObservations } from '../../lambdas/domain/record-observations';
import { MemoryLedger } from '../support/memory-ledger';
import { RecordingBus } from '../support/recording-ports';
import { answer, at, evidenceOf } from '../support/samples';

const [first, second] = ['1', '2'];
const callIds = [first, second];

const observed = (callId: string, user: string, slot: number): Observation => ({
  ...{ callId, outcome: 'granted', users: [user] },
  ...{ observedAt: at(slot), requestId: `request-${slot}` },
});

describe('observations are recorded', () => {
  it.each(['as a first delivery does', 'as a repeated one does'])(
    '%s: changes in the order of the calls',
    async (how) => {
      const ledger = new MemoryLedger().as();
      const deps = { ...ledger, events: new RecordingBus(), clock: () => at(9) };
      const record = async (slot: number, users: readonly string[], earlier?: typeof before) => {
        const observations = callIds.map((callId, i) => observed(callId, users[i] ?? '', slot));
        const stored = { callIds, evidence: evidenceOf(answer(0, 2, slot)) };
        const check = {
          checkId: `check-${slot}`,
          requestedBy: 'test',
          observedAt: at(slot),
          stored,
        };
        const source = { auditId: check.checkId, evidence: await ledger.evidence.putCheck(check) };
        return recordObservations(deps, source, observations, earlier);
      };
      await record(1, ['7', '7']);
      const before = await ledger.calls.states(callIds, { consistent: false });
      await record(2, ['8', '7']);
      // By the stale state the first call seems unchanged: it is found to have changed only after its receipt.
      const changes = await record(3, ['7', '9'], how.includes('first') ? before : undefined);
      expect(changes.map(({ callId }) => callId)).toEqual(callIds);
    },
  );
});
