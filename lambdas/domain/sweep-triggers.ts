import { type StartDueDeps, startDueCalls } from './due-calls';
import { listingAgainMs } from './request-listed-audit';
import { type AnswerTasksDeps, answerTasks, type TasksReport } from './task-answers';
import type { ListingQueue, ListingStore } from './trigger-ports';

export interface SweepTriggersDeps extends StartDueDeps, AnswerTasksDeps {
  readonly listings: ListingStore;
  readonly listingQueue: ListingQueue;
}

export interface TriggersReport extends TasksReport {
  /** Calls whose time had come. */
  readonly due: number;
  /** Listings that were sent again. */
  readonly listings: number;
}

/** What starts and ends audits by itself: due calls, listings without progress, state machines that wait. */
export async function sweepTriggers(deps: SweepTriggersDeps): Promise<TriggersReport> {
  const due = await startDueCalls(deps);
  const listings = await sendListings(deps);
  return { due, listings, ...(await answerTasks(deps)) };
}

/** A listing goes on in another invocation: when its time was over, when its audit resumed, when it was lost. */
async function sendListings(deps: SweepTriggersDeps): Promise<number> {
  const now = deps.clock();
  const auditIds = await deps.listings.takeDue(now, now + listingAgainMs);
  await deps.listingQueue.send(auditIds.map((auditId) => ({ schemaVersion: 1, auditId })));
  return auditIds.length;
}
