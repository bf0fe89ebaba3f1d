import { pages } from '../api/pages';
import { type ChangeShape, change } from '../api/shapes';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { parseMoment } from '../input/moment';
import { plural, time } from '../output/format';
import { idCell, type ListView, printPages } from '../output/pages';

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
  const total = await printPages(context, list, view);
  if (!context.options.json) context.terminal.err.write(`${plural(total, 'change')}.\n`);
  return exitCodes.ok;
}

const view: ListView<ChangeShape> = {
  columns: ['observed', 'change', 'call', 'user', 'happened'].map((title) => ({ title })),
  row: (one) => [
    time(one.observedAt),
    one.change === 'granted' ? '+ granted' : '- revoked',
    idCell(one.callId),
    idCell(one.userId),
    `after ${time(one.previousObservedAt)}`,
  ],
};
