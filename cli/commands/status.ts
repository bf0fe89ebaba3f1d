import { pages } from '../api/pages';
import { type AuditShape, audit } from '../api/shapes';
import type { Context } from '../context';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { auditText } from '../output/audit-text';
import { count, percent, time } from '../output/format';
import { type ListView, printPages } from '../output/pages';
import { exitCodeOfAudit, watch } from '../watch';

export interface StatusOptions {
  readonly wait?: boolean;
}

const ended = new Set(['completed', 'completed-with-gaps', 'failed', 'cancelled']);

/** One audit, or the newest ones. With `--wait` it follows the audit to its end. */
export async function status(
  context: Context,
  auditId: string | undefined,
  { wait }: StatusOptions,
  now: () => number,
): Promise<ExitCode> {
  if (auditId === undefined) {
    if (wait) throw usageError('--wait needs an audit ID');
    return list(context);
  }
  const found = await context.api.get(`/audits/${parseAuditId(auditId)}`, audit);
  const shown = wait ? await watch(context, found, now) : found;
  context.print(shown, () => auditText(shown, context.terminal.paint));
  return ended.has(shown.status) ? exitCodeOfAudit(shown) : exitCodes.ok;
}

async function list(context: Context): Promise<ExitCode> {
  const total = await printPages(context, newest(context), view);
  if (total === 0)
    context.terminal.err.write('No audits yet. Start one: gong-access audit calls.txt\n');
  return exitCodes.ok;
}

/** The first page: who looks for an older audit knows its ID, or asks the API. */
async function* newest({ api }: Context): AsyncGenerator<AuditShape[]> {
  for await (const page of pages(api, '/audits', { name: 'audits', item: audit })) {
    yield page;
    return;
  }
}

const view: ListView<AuditShape> = {
  columns: [
    { title: 'audit' },
    { title: 'status' },
    { title: 'created' },
    { title: 'calls', align: 'right' },
    { title: 'checked', align: 'right' },
    { title: 'label' },
  ],
  row: (one) => [
    one.auditId,
    one.status,
    time(one.createdAt),
    count(one.requested),
    percent(one.progress),
    one.label ?? '',
  ],
};
