import * as v from 'valibot';
import { idPattern } from './call-ids';
import { GongAnswerInvalid } from './errors';

/**
 * A page of `GET /v2/calls`, as far as it is read. IDs must be strings: as a JSON number a long ID has already lost
 * digits. Source: Gong API V2, `CallsResponse`.
 */
const page = v.object({
  records: v.object({
    totalRecords: v.optional(v.number(), 0),
    cursor: v.nullish(v.string()),
  }),
  calls: v.array(v.object({ id: v.pipe(v.string(), v.regex(idPattern)) })),
});

/** @throws GongAnswerInvalid if it is not what Gong promises: a page that is not understood is not an empty one */
export function callsInPage(body: string): { callIds: string[]; cursor?: string; total: number } {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), page), body);
  if (!parsed.success) throw new GongAnswerInvalid('schema');
  const { records, calls } = parsed.output;
  return {
    callIds: calls.map(({ id }) => id),
    ...(records.cursor ? { cursor: records.cursor } : {}),
    total: records.totalRecords,
  };
}
