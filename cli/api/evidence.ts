import * as v from 'valibot';
import { totals } from './shapes';

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What the evidence of an audit consists of, so that a missing or altered part is noticed. */
export const manifest = v.looseObject({
  audit: v.looseObject({ auditId: v.string(), requested: v.number() }),
  totals,
  coverage: v.string(),
  /** False while the audit has not ended: there will be more parts. */
  complete: v.boolean(),
  parts: v.array(v.looseObject({ part: v.number(), sha256: digest })),
  /** Over the hashes of the parts, in order, a line each. */
  rootHash: digest,
});
export type Manifest = v.InferOutput<typeof manifest>;

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
