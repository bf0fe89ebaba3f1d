import { pages } from '../api/pages';
import { type ChangeShape, change } from '../api/shapes';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { parseMoment } from '../input/moment';
import { plural, time } from '../output/format';
import { table } from '../output/table';

export interface ChangesOptions {
  readonly since?: string;
  readonly audit?: string;
}

/** What was granted and revoked: since a moment over all calls, or found by one audit. */
export async function listChanges(
  context: Context,
  { since = '1d', audit }: ChangesOptions,
  now: () => number,
): Promise<ExitCode> {
  const list = audit
    ? pages(context.api, `/audits/${parseAuditId(audit)}/changes`, {
        name: 'changes',
        item: change,
      })
    : pages(context.api, '/changes', {
        name: 'changes',
        item: change,
        query: { since: parseMoment(since, '--since', now()) },
      });
  let total = 0;
  for await (const page of list) {
    if (context.options.json) for (const one of page) context.print(one, String);
    else if (page.length > 0) context.print(page, () => changesText(context, page, total === 0));
    total += page.length;
  }
  if (!context.options.json) context.terminal.err.write(`${plural(total, 'change')}.\n`);
  return exitCodes.ok;
}

function changesText({ terminal }: Context, changes: readonly ChangeShape[], isFirst: boolean) {
  const rows = changes.map((one) => [
    time(one.observedAt),
    one.change === 'granted' ? '+ granted' : '- revoked',
    one.callId.padEnd(20),
    one.userId.padEnd(20),
    `after ${time(one.previousObservedAt)}`,
  ]);
  const columns = ['observed', 'change', 'call', 'user', 'happened'].map((title) => ({ title }));
  const text = table(columns, rows, terminal.paint);
  return isFirst ? text : text.slice(text.indexOf('\n') + 1);
}
