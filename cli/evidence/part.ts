import * as v from 'valibot';
import { type Evidence, outcomesOf } from '../../lambdas/domain/evidence';
import type { Totals } from '../api/shapes';

/** A part: one chunk's calls with Gong's answers about them, as received. */
export const part = v.looseObject({
  part: v.number(),
  callIds: v.array(v.string()),
  answers: v.array(
    v.object({
      from: v.number(),
      to: v.number(),
      kind: v.picklist(['answered', 'not-found']),
      slot: v.number(),
      requestId: v.string(),
      body: v.string(),
      remembered: v.optional(v.boolean()),
    }),
  ),
  gaps: v.array(v.object({ from: v.number(), to: v.number(), reason: v.string() })),
});
export type Part = v.InferOutput<typeof part>;

/** Reads Gong's answers again and counts what they say. @throws GongAnswerInvalid if one is not Gong's */
export function totalsOfPart({ callIds, answers, gaps }: Part): Totals {
  const evidence: Evidence = {
    answers: answers.map(({ remembered, ...answer }) => ({
      ...answer,
      ...(remembered === undefined ? {} : { remembered }),
    })),
    gaps,
  };
  const words = outcomesOf(callIds, evidence).map(({ outcome }) => outcome);
  const of = (word: string) => words.filter((one) => one === word).length;
  return {
    granted: of('granted'),
    none: of('none'),
    notReturned: of('not-returned'),
    notFound: of('not-found'),
    failed: of('failed'),
  };
}
