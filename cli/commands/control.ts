import { audit } from '../api/shapes';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { auditText } from '../output/audit-text';

export type Verb = 'pause' | 'resume' | 'cancel';

/** Pauses, resumes or ends an audit; twice does no harm. */
export async function control(context: Context, verb: Verb, auditId: string): Promise<ExitCode> {
  const path = `/audits/${parseAuditId(auditId)}/${verb}`;
  const { body } = await context.api.post(path, audit, { repeatable: true });
  context.print(body, () => auditText(body, context.terminal.paint));
  return exitCodes.ok;
}
