import type { CallIdCollection } from './call-id-collection';
import { linesOf } from './lines';
import { type LineProblem, lineReader } from './list-lines';

/** Ends the name of a list's report; an object of such a name is never taken for a list. */
export const reportSuffix = '.result.json';

/** Lines named one by one in a report; all are counted. */
const mostNamed = 10_000;

interface BadLine {
  /** From 1. */
  readonly line: number;
  readonly problem: LineProblem;
}

/** What was found in a list. */
export interface ListFindings {
  readonly lines: number;
  /** Lines that name a call, the same one again included. */
  readonly named: number;
  readonly badLines: number;
  /** The first 10,000 of them. */
  readonly bad: readonly BadLine[];
}

/** What became of a list: the object beside it. */
export interface ListReport extends ListFindings {
  readonly schemaVersion: 1;
  readonly auditId: string;
  readonly etag: string;
  /** Calls that are audited, each once. */
  readonly requested: number;
  readonly duplicates: number;
  /** Why the audit failed, if it did. */
  readonly failure?: string;
}

/**
 * Adds the calls of a list to a collection.
 * @throws ListUnusable if there is no telling where in a line the ID is
 */
export async function readCallList(
  bytes: AsyncIterable<Uint8Array>,
  calls: CallIdCollection,
): Promise<ListFindings> {
  const read = lineReader();
  const bad: BadLine[] = [];
  let [lines, named, badLines] = [0, 0, 0];
  for await (const some of linesOf(bytes)) {
    for (const text of some) {
      lines += 1;
      const line = read(text);
      if (line === 'skip') continue;
      if ('callId' in line) {
        calls.add(line.callId);
        named += 1;
      } else if (++badLines <= mostNamed) bad.push({ line: lines, problem: line.problem });
    }
  }
  return { lines, named, badLines, bad };
}
