import { pages } from '../api/pages';
import { type AuditShape, audit } from '../api/shapes';
import type { Context } from '../context';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { checkedText } from '../output/audit-text';
import { count, time } from '../output/format';
import { type ListView, printPages } from '../output/pages';
import { printAudits } from '../output/print-audits';
import { hasEnded } from '../output/standing';
import { exitCodeOfAudits, watch } from '../watch';

export interface StatusOptions {
  readonly wait?: boolean;
}

/** Some audits, or the newest ones. With `--wait` it follows them to their end. */
export async function status(
  context: Context,
  auditIds: readonly string[],
  { wait }: StatusOptions,
  now: () => number,
): Promise<ExitCode> {
  if (auditIds.length === 0) {
    if (wait) throw usageError('--wait needs an audit ID');
    return list(context);
  }
  const paths = auditIds.map((auditId) => `/audits/${parseAuditId(auditId)}`);
  const found = await Promise.all(paths.map((path) => context.api.get(path, audit)));
  const shown = wait ? await watch(context, found, now) : found;
  printAudits(context, shown);
  return exitCodeOfAudits(shown.filter(hasEnded));
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
    one.listing ? '' : count(one.requested),
    checkedText(one),
    one.label ?? '',
  ],
};
