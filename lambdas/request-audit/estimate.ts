import type { PaceConfig } from '../domain/pace';
import type { PaceStore } from '../domain/pace-change';
import { estimate, readQuota } from '../domain/pace-quota';
import type { Clock } from '../domain/ports';
import { callsPerChunk } from '../domain/request-audit';

export interface EstimateDeps {
  readonly pace: Pick<PaceStore, 'read'>;
  readonly limits: PaceConfig;
  readonly clock: Clock;
}

/** What auditing these calls would cost: the answer to a dry run. Nothing is stored and no request is spent. */
export async function estimateAudit(
  { pace, limits, clock }: EstimateDeps,
  callIds: readonly string[],
) {
  const requested = new Set(callIds).size;
  const quota = await readQuota(pace, limits, clock);
  const chunks = Math.ceil(requested / Math.min(callsPerChunk, quota.chunkSize));
  const { requests, eta, shareOfDay } = estimate(limits, quota, chunks, clock());
  return {
    dryRun: true,
    requested,
    duplicates: callIds.length - requested,
    requests,
    shareOfDay,
    ...(eta === undefined ? {} : { eta: new Date(eta).toISOString() }),
  };
}

const thousand = 1_000;
/** Of Gong's listing. */
const callsPerPage = 100;

/** What a thousand calls would cost that are yet to be listed: how many there are nobody knows before. */
export async function estimateListed(
  { pace, limits, clock }: EstimateDeps,
  { calls }: { readonly calls?: unknown },
) {
  const { chunkSize, requestsPerDay } = await readQuota(pace, limits, clock);
  const listingRequests = calls === undefined ? 0 : thousand / callsPerPage;
  const requests = Math.ceil(thousand / Math.min(callsPerChunk, chunkSize));
  const shareOfDay = (listingRequests + requests) / requestsPerDay;
  return { dryRun: true, perThousandCalls: { listingRequests, requests, shareOfDay } };
}
