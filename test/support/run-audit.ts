import { completeAudit } from '../../lambdas/domain/complete-audit';
import { AnswerCount } from '../../lambdas/domain/outage';
import type { Gong } from '../../lambdas/domain/ports';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { firstDelivery } from '../ledger/world';
import type { TestLedger } from './ledger';
import { RecordingBus, RecordingQueue } from './recording-ports';

/** Slots of all audits in a process: strictly increasing, as the pacer's are, with room between them. */
let slot = 1_000;

/** The last slot. */
export const now = () => slot;

/** A whole audit of these calls while access is so, down to its end; a call without a value is left out by Gong. */
export async function runAudit(
  ledger: TestLedger,
  auditId: string,
  users: Record<string, readonly string[] | undefined>,
): Promise<void> {
  const queue = new RecordingQueue();
  const deps = {
    ...ledger,
    ...{ queue, clock: now, requestsPerSecond: 3, newId: () => auditId },
    events: new RecordingBus(),
    gong: new AnswerCount(gongWith(users)),
  };
  const callIds = Object.keys(users);
  await requestAudit(deps, { callIds, priority: 'bulk', requestedBy: 'test', label: auditId });
  for (const message of queue.sent) {
    await runChunk(deps, message, firstDelivery);
  }
  const audit = await ledger.audits.audit(auditId);
  if (audit) await completeAudit(deps, audit);
}

function gongWith(users: Record<string, readonly string[] | undefined>): Gong {
  return {
    usersAccess: async (callIds) => {
      const listed = callIds.filter((callId) => users[callId]);
      const callAccessList = listed.map((callId) => ({
        callId,
        users: users[callId]?.map((userId) => ({ userId })),
      }));
      slot += 10;
      const body = JSON.stringify({ callAccessList });
      return { kind: 'answered', slot, requestId: `r${slot}`, body };
    },
  };
}
