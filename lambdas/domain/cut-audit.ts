import type { Audit } from './audit';
import type { CallIdCollection } from './call-id-collection';
import { completeAudit } from './complete-audit';
import { type DispatchDeps, dispatch } from './dispatch';
import { TooManyCalls } from './errors';
import type { PauseDeps } from './pause-audit';
import { callsPerChunk, mostCallsPerAudit } from './request-audit';

/** Chunks in one round of writes: their calls as text are all that is unpacked at a time. */
const chunksAtOnce = 250;

/**
 * Cuts the calls that were listed into chunks, stores these, and lets the audit begin. May be repeated: until the last
 * step the audit has no chunks.
 * @throws TooManyCalls
 */
export async function cutAudit(
  deps: PauseDeps & DispatchDeps,
  audit: Audit,
  calls: CallIdCollection,
): Promise<void> {
  const requested = calls.count();
  if (requested > mostCallsPerAudit) {
    throw new TooManyCalls(`at most ${mostCallsPerAudit} calls in one audit`, 'calls');
  }
  const chunks = await storeChunks(deps, audit.auditId, calls);
  const { audit: cut, updated } = await deps.audits.update(
    audit.auditId,
    ['accepted', 'running', 'paused'],
    {
      requested,
      duplicates: calls.added - requested,
      chunks,
      isListing: null,
      ...(audit.source?.kind === 'calls' ? { announcedAt: deps.clock() } : {}),
    },
  );
  if (!cut || !updated) return;
  if (chunks === 0) await completeAudit(deps, cut);
  else if (cut.status !== 'paused') await dispatch(deps, [cut]).catch(() => undefined);
}

async function storeChunks(
  deps: DispatchDeps,
  auditId: string,
  calls: CallIdCollection,
): Promise<number> {
  let stored = 0;
  let round: string[][] = [];
  const store = async () => {
    await deps.audits.putChunks(auditId, round, stored);
    stored += round.length;
    round = [];
  };
  for (const chunk of calls.inPieces(callsPerChunk)) {
    round.push(chunk);
    if (round.length === chunksAtOnce) await store();
  }
  await store();
  return stored;
}
