import { createHash } from 'node:crypto';
import type { Manifest } from '../../../cli/api/evidence';
import type { AuditShape, ObservationShape } from '../../../cli/api/shapes';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Evidence as a stack exports it: for each hundred calls Gong's answers, then the manifest. */
export function evidenceOf(audit: AuditShape, observations: readonly ObservationShape[]) {
  const parts: string[] = [];
  for (let from = 0; from < observations.length; from += 100) {
    parts.push(partOf(parts.length, observations.slice(from, from + 100)));
  }
  const hashes = parts.map(sha256);
  const manifest: Manifest = {
    schemaVersion: 1,
    audit: { auditId: audit.auditId, requested: audit.requested },
    totals: audit.totals,
    coverage: audit.coverage,
    complete: true,
    parts: hashes.map((hash, part) => ({ part, sha256: hash })),
    rootHash: sha256(hashes.join('\n')),
  };
  return { parts, manifest };
}

function partOf(part: number, some: readonly ObservationShape[]): string {
  const named = some.filter(({ outcome }) => outcome === 'granted' || outcome === 'none');
  const callAccessList = named.map(({ callId, users }) => ({ callId, users }));
  const requestId = `4al018gzaztcr8${part}`;
  const answered = {
    from: 0,
    to: some.length,
    kind: 'answered',
    slot: 1_774_944_000_000 + part * 360,
    requestId,
    body: JSON.stringify({ requestId, callAccessList }),
  };
  const alone = some.flatMap(({ outcome, reason }, i) => [{ outcome, reason, from: i, to: i + 1 }]);
  const unknown = alone
    .filter(({ outcome }) => outcome === 'not-found')
    .map(({ from, to }) => ({ ...answered, from, to, kind: 'not-found', body: '{}' }));
  const gaps = alone
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ from, to, reason = '' }) => ({ from, to, reason }));
  const callIds = some.map(({ callId }) => callId);
  return JSON.stringify({
    part,
    callIds,
    answers: [...answersAround(answered, gaps), ...unknown],
    gaps,
  });
}

/** Gong was not made to answer for the calls of a gap: its answers are about the runs between them. */
function answersAround(
  answered: { from: number; to: number },
  gaps: readonly { from: number; to: number }[],
) {
  const ends = [...gaps.map(({ from }) => from), answered.to];
  const starts = [answered.from, ...gaps.map(({ to }) => to)];
  return starts
    .map((from, i) => ({ ...answered, from, to: ends[i] ?? from }))
    .filter(({ from, to }) => to > from);
}
