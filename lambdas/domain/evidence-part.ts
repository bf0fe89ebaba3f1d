import { createHash } from 'node:crypto';
import type { Evidence } from './evidence';
import type { StoredEvidence } from './ports';

/** What a part is recognised by. */
export interface PartDigest {
  readonly calls: number;
  /** Requests to Gong that its answers came from. */
  readonly requests: number;
  /** Of the part's bytes, 64 hex digits. */
  readonly sha256: string;
}

/**
 * One chunk's evidence as a line of JSON: its calls, Gong's answers about them as received, and what could not be had.
 * The same evidence gives the same bytes, so that its hash tells whether it was altered.
 */
export function evidencePart(
  part: number,
  callIds: readonly string[],
  { answers, gaps }: Evidence,
): string {
  return JSON.stringify({
    part,
    callIds,
    answers: answers.map(({ from, to, kind, slot, requestId, body, remembered }) => ({
      from,
      to,
      kind,
      slot,
      requestId,
      body,
      ...(remembered ? { remembered } : {}),
    })),
    gaps: gaps.map(({ from, to, reason }) => ({ from, to, reason })),
  });
}

export function digestOfPart(part: number, { callIds, evidence }: StoredEvidence): PartDigest {
  const asked = evidence.answers.filter(({ remembered }) => !remembered);
  return {
    calls: callIds.length,
    requests: new Set(asked.map(({ requestId }) => requestId)).size,
    sha256: sha256(evidencePart(part, callIds, evidence)),
  };
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Over the hashes of the parts, in order, a line each. */
export const rootHash = (hashes: readonly string[]): string => sha256(hashes.join('\n'));
