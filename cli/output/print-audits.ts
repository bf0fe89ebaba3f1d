import type { AuditShape } from '../api/shapes';
import type { LocalContext } from '../context';
import { auditsText } from './audit-text';

/** For machines a line an audit, for people one text about all of them. */
export function printAudits(
  { options, terminal }: LocalContext,
  audits: readonly AuditShape[],
): void {
  const text = options.json
    ? audits.map((one) => JSON.stringify(one)).join('\n')
    : auditsText(audits, terminal.paint);
  terminal.out.write(`${text}\n`);
}
