import type { Answer } from '../../lambdas/domain/evidence';
import { newObservations } from '../../lambdas/domain/evidence';
import { recordObservations } from '../../lambdas/domain/record-observations';
import type { startLedger } from './ledger';
import { RecordingBus } from './recording-ports';

type Ledger = Awaited<ReturnType<typeof startLedger>>;

/** Gong's valid answer about calls, from first to last, at a slot. */
export function answerAbout(slot: number, usersByCall: Record<string, string[]>): Answer {
  const callAccessList = Object.entries(usersByCall).map(([callId, users]) => ({
    callId,
    users: users.map((userId) => ({ userId })),
  }));
  const body = JSON.stringify({ callAccessList });
  const run = { from: 0, to: callAccessList.length, kind: 'answered' } as const;
  return { ...run, slot, requestId: `r${slot}`, body };
}

/** Records what Gong says of the calls at a slot, as a synchronous check does. */
export async function observe(ledger: Ledger, slot: number, usersByCall: Record<string, string[]>) {
  const callIds = Object.keys(usersByCall);
  const stored = { callIds, evidence: { answers: [answerAbout(slot, usersByCall)], gaps: [] } };
  const checkId = `check-${slot}`;
  const put = { checkId, requestedBy: 'test', observedAt: slot, stored };
  const evidence = await ledger.evidence.putCheck(put);
  const deps = { ...ledger, events: new RecordingBus(), clock: () => slot };
  const source = { auditId: checkId, evidence };
  await recordObservations(deps, source, newObservations(callIds, stored.evidence));
}
