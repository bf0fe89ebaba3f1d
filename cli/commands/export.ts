import { incompleteText, type Manifest } from '../api/evidence';
import type { Context } from '../context';
import { namesFromGong } from '../enrich/enrich';
import { namedIn } from '../enrich/named-in';
import type { Names } from '../enrich/names';
import type { EnrichOptions } from '../enrich/options';
import { usageError } from '../errors';
import { evidenceLines } from '../evidence/export';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { writeOut } from '../output/file';

export interface ExportOptions extends EnrichOptions {
  readonly output?: string;
}

/**
 * Writes an audit's evidence: a line a part, the manifest last. Names are no evidence: they go into a file of their own
 * beside it.
 */
export async function exportEvidence(
  context: Context,
  id: string,
  options: ExportOptions,
  now: () => number,
): Promise<ExitCode> {
  const { api, terminal } = context;
  const { output } = options;
  const auditId = parseAuditId(id);
  const askNames = namesFromGong(context, options, now);
  if (askNames && output === undefined) {
    throw usageError('--enrich writes a second file', 'Give -o evidence.jsonl.');
  }
  let incomplete: string | undefined;
  const lines = noting(evidenceLines(api, auditId), (manifest) => {
    incomplete = incompleteText(manifest);
  });
  await writeOut(output, lines, terminal.out);
  if (incomplete !== undefined)
    terminal.err.write(`This is not all of the evidence: ${incomplete}.\n`);
  const exitCode = incomplete === undefined ? exitCodes.ok : exitCodes.finding;
  if (output === undefined) return exitCode;
  terminal.err.write(`Wrote ${output}. Check it: gong-access verify ${output}\n`);
  if (!askNames) return exitCode;
  const file = `${output.replace(/\.jsonl$/, '')}.names.jsonl`;
  await writeOut(file, nameLines(await askNames(await namedIn(api, auditId))), terminal.out);
  terminal.err.write(`Wrote ${file}: names as Gong has them now, which are no evidence.\n`);
  return exitCode;
}

async function* noting(
  lines: AsyncGenerator<string, Manifest>,
  note: (manifest: Manifest) => void,
) {
  note(yield* lines);
}

async function* nameLines({ users, titles, askedAt }: Names): AsyncGenerator<string> {
  for (const [userId, person] of users) yield line({ userId, ...person, askedAt });
  for (const [callId, title] of titles) yield line({ callId, title, askedAt });
}

const line = (value: object) => `${JSON.stringify(value)}\n`;
