import type { PaceConfig } from '../domain/pace';
import type { PaceStore } from '../domain/pace-change';
import { estimate, type Quota, readQuota } from '../domain/pace-quota';
import type { Clock } from '../domain/ports';
import { callsPerChunk } from '../domain/request-audit';
import type { KnownCalls } from '../domain/trigger-ports';

export interface EstimateDeps {
  readonly pace: Pick<PaceStore, 'read'>;
  readonly known: Pick<KnownCalls, 'about'>;
  readonly limits: PaceConfig;
  readonly clock: Clock;
}

/** What auditing these calls would cost: the answer to a dry run. Nothing is stored and no request is spent. */
export async function estimateAudit(deps: EstimateDeps, callIds: readonly string[]) {
  const requested = new Set(callIds).size;
  const quota = await readQuota(deps.pace, deps.limits, deps.clock);
  return {
    dryRun: true,
    requested,
    duplicates: callIds.length - requested,
    ...costOf(deps, quota, requested),
  };
}

const thousand = 1_000;
/** Of Gong's listing. */
const callsPerPage = 100;

/**
 * What calls would cost that are yet to be listed: a thousand of them, since how many there are nobody knows before; and
 * if it is those that the ledger knows, about what all of them would.
 */
export async function estimateListed(
  deps: EstimateDeps,
  { calls, known }: { readonly calls?: unknown; readonly known?: unknown },
) {
  const quota = await readQuota(deps.pace, deps.limits, deps.clock);
  const listingRequests = calls === undefined ? 0 : thousand / callsPerPage;
  const requests = chunksOf(quota, thousand);
  const shareOfDay = (listingRequests + requests) / quota.requestsPerDay;
  return {
    dryRun: true,
    ...(known === undefined ? {} : await costOfKnown(deps, quota)),
    perThousandCalls: { listingRequests, requests, shareOfDay },
  };
}

async function costOfKnown(deps: EstimateDeps, quota: Quota) {
  const requested = await deps.known.about();
  return { requested, ...costOf(deps, quota, requested) };
}

const chunksOf = ({ chunkSize }: Quota, calls: number) =>
  Math.ceil(calls / Math.min(callsPerChunk, chunkSize));

function costOf({ limits, clock }: EstimateDeps, quota: Quota, requested: number) {
  const { requests, eta, shareOfDay } = estimate(
    limits,
    quota,
    chunksOf(quota, requested),
    clock(),
  );
  const end = eta === undefined ? {} : { eta: new Date(eta).toISOString() };
  return { requests, shareOfDay, ...end };
}
