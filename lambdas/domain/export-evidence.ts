import type { Audit, Totals } from './audit';
import { hasEnded } from './audit';
import { cursorOf, readCursor } from './cursor';
import type { Evidence } from './evidence';
import { evidencePart, rootHash, sha256 } from './evidence-part';
import { coverage } from './observation';
import { existingAudit, type ReadAuditDeps, readAudit } from './read-audit';
import { evidenceOfChunks, type ReadObservationsDeps } from './read-observations';

export interface ExportEvidenceDeps extends ReadObservationsDeps, ReadAuditDeps {
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
    readonly createdAt: string;
    readonly completedAt?: string;
  };
  readonly totals: Totals;
  readonly coverage: string;
  readonly coverageStatement: string;
  /** False while the audit has not ended: there will be more parts. */
  readonly complete: boolean;
  /** Requests to Gong that the answers came from. */
  readonly gongRequests: number;
  readonly parts: readonly {
    readonly part: number;
    readonly calls: number;
    readonly sha256: string;
  }[];
  readonly rootHash: string;
}

const coverageStatement =
  'Individual access that was granted through the Gong API. Shares, mentions and permission profiles are not covered: a call without individual access may be visible to others.';

const chunksAtOnce = 10;
const bytesAPage = 3_500_000;
const place = /^([0-9]{1,6})$/;

/**
 * A page of an audit's evidence: a part a chunk, as the text whose bytes are hashed; with the last page comes the
 * manifest. Chunks that were not checked yet have no part. @throws NotFound, InvalidInput
 */
export async function exportEvidence(
  deps: ExportEvidenceDeps,
  auditId: string,
  page: { cursor?: string },
): Promise<{ parts: string[]; manifest?: Manifest; cursor?: string }> {
  const audit = await existingAudit(deps, auditId);
  const [first = '0'] = page.cursor === undefined ? [] : readCursor(page.cursor, place);
  const parts: string[] = [];
  let bytes = 0;
  for await (const { chunk, text } of partsOf(deps, audit, Number(first))) {
    if (bytes > 0 && bytes + text.length > bytesAPage) return { parts, cursor: cursorOf(chunk) };
    bytes += text.length;
    parts.push(text);
  }
  return { parts, manifest: await manifestOf(deps, audit) };
}

/** Reads the whole evidence again: the hashes are those of what is stored now. */
async function manifestOf(deps: ExportEvidenceDeps, audit: Audit): Promise<Manifest> {
  const { totals, progress, eta, coverage: _, ...view } = await readAudit(deps, audit.auditId);
  const parts: Manifest['parts'][number][] = [];
  const requests = new Set<string>();
  for await (const { chunk, calls, text, evidence } of partsOf(deps, audit, 0)) {
    parts.push({ part: chunk, calls, sha256: sha256(text) });
    for (const { requestId, remembered } of evidence.answers) {
      if (!remembered) requests.add(requestId);
    }
  }
  const { auditId, label, requestedBy, requested, status, createdAt, completedAt } = view;
  return {
    schemaVersion: 1,
    software: deps.software,
    audit: {
      auditId,
      ...(label === undefined ? {} : { label }),
      ...{ requestedBy, requested, status, createdAt },
      ...(completedAt === undefined ? {} : { completedAt }),
    },
    totals,
    coverage,
    coverageStatement,
    complete: hasEnded(audit.status),
    gongRequests: requests.size,
    parts,
    rootHash: rootHash(parts.map((part) => part.sha256)),
  };
}

interface Part {
  readonly chunk: number;
  readonly calls: number;
  readonly text: string;
  readonly evidence: Evidence;
}

async function* partsOf(
  deps: ReadObservationsDeps,
  audit: Audit,
  first: number,
): AsyncGenerator<Part> {
  for (let from = first; from < audit.chunks; from += chunksAtOnce) {
    const to = Math.min(audit.chunks, from + chunksAtOnce);
    for (const [chunk, { callIds, evidence }] of await evidenceOfChunks(deps, audit, from, to)) {
      const text = evidencePart(chunk, callIds, evidence);
      yield { chunk, calls: callIds.length, text, evidence };
    }
  }
}
