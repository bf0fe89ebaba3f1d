import type { Audit, SeenProgress } from './audit';
import { completeAudit, completeCancelled, countedChunks } from './complete-audit';
import { countedIn, type DispatchDeps, dispatch, openBelow } from './dispatch';
import { eachApart } from './each-apart';
import { newObservations } from './evidence';
import { announcePause, resumeAudit } from './pause-audit';
import { type RecordDeps, recordObservations } from './record-observations';
import { settledStates } from './settle';

export interface SweepDeps extends DispatchDeps, RecordDeps {
  /** How long a message may stay invisible: an audit without progress for longer has lost messages. */
  readonly visibilityMs: number;
}

export interface SweepReport {
  readonly running: number;
  readonly waiting: number;
  readonly resumed: number;
  readonly ended: number;
  readonly sent: number;
  readonly repaired: number;
}

/**
 * Keeps the work going, from what the table says alone: sends the next chunks, resumes what waited long enough, ends
 * what is done, sends lost chunks again, finishes checks that were cut off.
 * @throws what one check or audit failed with, once all had their turn: none keeps the others waiting
 */
export async function sweep(deps: SweepDeps): Promise<SweepReport> {
  const failures: unknown[] = [];
  const checks = await repairChecks(deps, failures);
  const repaired = checks + (await settleChunks(deps, failures));
  const report = { running: 0, waiting: 0, resumed: 0, ended: 0, sent: 0, repaired };
  const working: Audit[] = [];
  const running = await deps.audits.running();
  const looked = await eachApart(8, running, failures, (auditId) => look(deps, auditId));
  for (const { audit, found } of looked) {
    report[found] += 1;
    if (audit && found !== 'waiting' && found !== 'ended') working.push(audit);
  }
  report.sent = await dispatch(deps, working);
  if (failures.length > 0) throw failures[0];
  return report;
}

/** Longer than anybody takes to accept an audit: what is only reserved after that was left by a crash. */
const longestAcceptMs = 3_600_000;

type Found = 'running' | 'waiting' | 'resumed' | 'ended';

async function look(deps: SweepDeps, auditId: string): Promise<{ audit?: Audit; found: Found }> {
  const audit = await deps.audits.audit(auditId);
  if (!audit) {
    await deps.audits.abandon(auditId, deps.clock() - longestAcceptMs);
    return { found: 'waiting' };
  }
  if (audit.status === 'cancelled') {
    // A message may be hidden six times as long as a chunk is worked on.
    if (deps.clock() - (audit.completedAt ?? 0) < deps.visibilityMs) return { found: 'waiting' };
    await completeCancelled(deps, audit);
    return { found: 'ended' };
  }
  if (audit.status === 'paused') {
    await announcePause(deps, audit);
    if (audit.pause?.until === undefined || audit.pause.until > deps.clock())
      return { found: 'waiting' };
    // A pause that ends by itself lasts a minute at least: what was in the queue is out of it.
    const resumed = await resumeAudit(deps, auditId, { isEmptied: true });
    return resumed ? { audit: resumed, found: 'resumed' } : { found: 'waiting' };
  }
  if (audit.isListing) return { found: 'running' };
  const shards = await deps.audits.shards(auditId);
  const counted = countedChunks(shards);
  if (counted >= audit.chunks && (await completeAudit(deps, audit))) return { found: 'ended' };
  const open = openBelow(audit.dispatched, countedIn(shards));
  return { audit: open > 0 ? await unstick(deps, audit, counted) : audit, found: 'running' };
}

/** How much of the rate before counts in the new one: a round of few chunks tells little. */
const inertia = 0.7;

function progressNow(before: SeenProgress | undefined, chunks: number, now: number): SeenProgress {
  if (!before || now <= before.at) return { chunks, at: now };
  const latest = ((chunks - before.chunks) * 1_000) / (now - before.at);
  const average = before.chunksPerSecond ?? latest;
  return { chunks, at: now, chunksPerSecond: inertia * average + (1 - inertia) * latest };
}

/** The queue tells its depth only approximately; after this long without progress it is believed. */
const settledMs = 45_000;

/**
 * An audit whose chunks are in the queue makes progress sooner or later. If it does not, they were lost: soon
 * if the queue is empty, else after the time that a message may hide. All chunks not counted are sent again.
 */
async function unstick(deps: SweepDeps, audit: Audit, chunks: number): Promise<Audit> {
  const now = deps.clock();
  const { auditId, seenProgress } = audit;
  if (seenProgress?.chunks !== chunks) {
    await deps.audits.update(auditId, ['accepted', 'running'], {
      seenProgress: progressNow(seenProgress, chunks, now),
    });
    return audit;
  }
  const waited = now - seenProgress.at;
  const isLost =
    waited > 2 * deps.visibilityMs || (waited > settledMs && (await deps.queue.depth()) === 0);
  if (!isLost) return audit;
  await deps.audits.rewind(auditId, 0);
  // What is sent again gets as long as what was sent first: else every round would send it once more.
  await deps.audits.update(auditId, ['accepted', 'running'], { seenProgress: { chunks, at: now } });
  return { ...audit, dispatched: 0 };
}

/** Finishes checks whose changes were stored but perhaps not recorded or announced. */
async function repairChecks(deps: SweepDeps, failures: unknown[]): Promise<number> {
  const pending = await deps.evidence.pending();
  const old = pending.filter(({ observedAt }) => deps.clock() - observedAt > 60_000);
  const repaired = await eachApart(4, old, failures, async (check) => {
    const stored = await deps.evidence.evidence(check.evidence);
    if (stored) {
      const source = { auditId: check.checkId, evidence: check.evidence };
      await recordObservations(deps, source, newObservations(stored.callIds, stored.evidence));
    }
    await deps.evidence.clearPending(check);
  });
  return repaired.length;
}

/** Announces what chunks that were given up had stored before. */
async function settleChunks(deps: SweepDeps, failures: unknown[]): Promise<number> {
  const settled = await eachApart(4, await deps.audits.unsettled(), failures, async (ref) => {
    const callIds = await deps.audits.chunk(ref.auditId, ref.chunk);
    if (callIds) await settledStates(deps, callIds);
    await deps.audits.clearUnsettled(ref);
  });
  return settled.length;
}
