import { pages } from '../api/pages';
import { type AuditShape, audit } from '../api/shapes';
import type { Context } from '../context';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { auditText } from '../output/audit-text';
import { count, percent, time } from '../output/format';
import { table } from '../output/table';
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

async function list({ api, options, print, terminal }: Context): Promise<ExitCode> {
  for await (const newest of pages(api, '/audits', { name: 'audits', item: audit })) {
    if (options.json) for (const one of newest) print(one, String);
    else print(newest, () => listText(newest, terminal.paint));
    break;
  }
  return exitCodes.ok;
}

function listText(audits: readonly AuditShape[], paint: Parameters<typeof table>[2]): string {
  if (audits.length === 0) return 'No audits yet. Start one: gong-access audit calls.txt';
  const columns = [
    { title: 'audit' },
    { title: 'status' },
    { title: 'created' },
    { title: 'calls', align: 'right' as const },
    { title: 'checked', align: 'right' as const },
    { title: 'label' },
  ];
  const rows = audits.map((one) => [
    one.auditId,
    one.status,
    time(one.createdAt),
    count(one.requested),
    percent(one.progress),
    one.label ?? '',
  ]);
  return table(columns, rows, paint);
}
