import type { Audit, Totals } from './audit';
import { hasEnded } from './audit';
import { type AuditEvidenceDeps, givenUp, progressOf } from './audit-evidence';
import { accountedTotals } from './audit-view';
import { totalsOfShards } from './complete-audit';
import { digestOfPart, type PartDigest, rootHash } from './evidence-part';
import { coverage } from './observation';

export interface ManifestDeps extends AuditEvidenceDeps {
  /** Version of this software. */
  readonly software: string;
}

/** What an audit's evidence consists of, so that a missing or altered part is noticed. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly software: string;
  readonly audit: {
    readonly auditId: string;
    readonly label?: string;
    readonly requestedBy: string;
    readonly requested: number;
    readonly status: Audit['status'];
    /** ISO 8601 UTC. */
    readonly createdAt: string;
    readonly completedAt?: string;
  };
  readonly totals: Totals;
  readonly coverage: string;
  readonly coverageStatement: string;
  /** False while the audit has not ended (there will be more parts), and once parts have expired. */
  readonly complete: boolean;
  /** Requests to Gong that the answers came from. */
  readonly gongRequests: number;
  readonly parts: readonly {
    readonly part: number;
    readonly calls: number;
    readonly sha256: string;
  }[];
  /** Numbers of parts whose evidence was kept as long as it was to be, and is no longer there; absent if none. */
  readonly expiredParts?: readonly number[];
  readonly rootHash: string;
}

const coverageStatement =
  'Individual access that was granted through the Gong API. Shares, mentions and permission profiles are not covered: a call without individual access may be visible to others.';

/** Chunks whose digests are read at once. */
const window = 500;

/**
 * The manifest, with the hashes that were taken when the evidence was stored: evidence that was altered since does not
 * match. Reads no evidence, so that it takes seconds for a million calls.
 */
export async function manifestOf(deps: ManifestDeps, audit: Audit): Promise<Manifest> {
  const totals = audit.totals ?? totalsOfShards(await deps.audits.shards(audit.auditId));
  const { digests, expired } = await digestsOf(deps, audit);
  const parts = digests.map(([part, { calls, sha256 }]) => ({ part, calls, sha256 }));
  return {
    schemaVersion: 1,
    software: deps.software,
    audit: factsOf(audit),
    totals: accountedTotals(audit, totals),
    coverage,
    coverageStatement,
    complete: hasEnded(audit.status) && expired.length === 0,
    gongRequests: digests.reduce((sum, [, { requests }]) => sum + requests, 0),
    parts,
    ...(expired.length > 0 ? { expiredParts: expired } : {}),
    rootHash: rootHash(parts.map(({ sha256 }) => sha256)),
  };
}

function factsOf(audit: Audit): Manifest['audit'] {
  const { auditId, label, requestedBy, requested, status, createdAt, completedAt } = audit;
  return {
    auditId,
    ...(label === undefined ? {} : { label }),
    ...{ requestedBy, requested, status, createdAt: iso(createdAt) },
    ...(completedAt === undefined ? {} : { completedAt: iso(completedAt) }),
  };
}

async function digestsOf(deps: ManifestDeps, audit: Audit) {
  const digests: [number, PartDigest][] = [];
  const expired: number[] = [];
  for (let from = 0; from < audit.chunks; from += window) {
    const to = Math.min(audit.chunks, from + window);
    const progress = await progressOf(deps, audit, from, to);
    const [stored, gaps] = await Promise.all([
      deps.evidence.digests(audit.auditId, from, to),
      givenUp(deps, audit, progress, from, to),
    ]);
    for (let chunk = from; chunk < to; chunk++) {
      const gap = gaps.get(chunk);
      const digest = gap ? digestOfPart(chunk, gap) : stored.get(chunk);
      if (digest) digests.push([chunk, digest]);
      else if (progress.isDone(chunk)) expired.push(chunk);
    }
  }
  return { digests, expired };
}

const iso = (moment: number) => new Date(moment).toISOString();
