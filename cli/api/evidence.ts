import * as v from 'valibot';
import { count } from '../output/format';
import { totals } from './shapes';

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What the evidence of an audit consists of, so that a missing or altered part is noticed. */
export const manifest = v.looseObject({
  audit: v.looseObject({ auditId: v.string(), requested: v.number() }),
  totals,
  coverage: v.string(),
  /** False while the audit has not ended (there will be more parts), and once parts have expired. */
  complete: v.boolean(),
  parts: v.array(v.looseObject({ part: v.number(), sha256: digest })),
  /** Parts that were kept as long as they were to be, and are no longer there. */
  expiredParts: v.optional(v.array(v.number())),
  /** Over the hashes of the parts, in order, a line each. */
  rootHash: digest,
});
export type Manifest = v.InferOutput<typeof manifest>;

/** Why evidence is not complete, for people; undefined if it is. */
export function incompleteText({
  complete,
  parts,
  expiredParts = [],
}: Manifest): string | undefined {
  if (expiredParts.length > 0) {
    const all = parts.length + expiredParts.length;
    return `${count(expiredParts.length)} of ${count(all)} parts have expired: they were kept as long as they were to be`;
  }
  return complete ? undefined : 'the audit had not ended';
}

/**
 * A page of evidence: parts as the text whose bytes were hashed; the last page has the manifest. `continues`: the next
 * page's first text belongs to the last one.
 */
export const evidencePage = v.looseObject({
  parts: v.array(v.string()),
  continues: v.optional(v.literal(true)),
  manifest: v.optional(manifest),
  cursor: v.optional(v.string()),
});
