import type { Context } from '../context';
import { evidenceLines } from '../evidence/export';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { writeOut } from '../output/file';

export interface ExportOptions {
  readonly output?: string;
}

/** Writes an audit's evidence: a line a part, the manifest last. */
export async function exportEvidence(
  { api, terminal }: Context,
  id: string,
  { output }: ExportOptions,
): Promise<ExitCode> {
  await writeOut(output, evidenceLines(api, parseAuditId(id)), terminal.out);
  if (output !== undefined) {
    terminal.err.write(`Wrote ${output}. Check it: gong-access verify ${output}\n`);
  }
  return exitCodes.ok;
}
