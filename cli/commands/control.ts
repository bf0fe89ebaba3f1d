import { type AuditShape, audit } from '../api/shapes';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { printAudits } from '../output/print-audits';

export type Verb = 'pause' | 'resume' | 'cancel';

/** Pauses, resumes or ends audits; twice does no harm. */
export async function control(
  context: Context,
  verb: Verb,
  auditIds: readonly string[],
): Promise<ExitCode> {
  const audits: AuditShape[] = [];
  for (const auditId of auditIds.map(parseAuditId)) {
    const { body } = await context.api.post(`/audits/${auditId}/${verb}`, audit, {
      repeatable: true,
    });
    audits.push(body);
  }
  printAudits(context, audits);
  return exitCodes.ok;
}
