import { idPattern } from '../../lambdas/domain/call-ids';
import { usageError } from '../errors';

/** @throws CliError unless the text is an ID as Gong gives them */
export function parseId(text: string, what: 'call' | 'user' | 'workspace'): string {
  if (idPattern.test(text)) return text;
  throw usageError(`not a ${what} ID: ${what} IDs are 1 to 20 digits`);
}

/** @throws CliError unless the text can be an audit's ID */
export function parseAuditId(text: string): string {
  if (/^[0-9A-Za-z-]{1,64}$/.test(text)) return text;
  throw usageError('not an audit ID', '`gong-access status` lists the audits.');
}
