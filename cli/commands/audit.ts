import { randomUUID } from 'node:crypto';
import { type AuditShape, audit, estimate } from '../api/shapes';
import type { Context } from '../context';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { readCallIds } from '../input/read-call-ids';
import { auditText } from '../output/audit-text';
import { count, percent, plural, time } from '../output/format';
import { facts } from '../output/table';
import { exitCodeOfAudit, watch } from '../watch';

export interface AuditOptions {
  readonly label?: string;
  readonly idempotencyKey?: string;
  readonly dryRun?: boolean;
  /** `--wait`, `--no-wait`; undefined if neither was said. */
  readonly wait?: boolean;
}

/** Starts an audit of the calls in a file, and follows it on a terminal or if told to. */
export async function startAudit(
  context: Context,
  file: string,
  options: AuditOptions,
  now: () => number,
): Promise<ExitCode> {
  const label = checkedLabel(options.label);
  const callIds = await readCallIds(file, process.stdin);
  const body = { callIds, ...(label === undefined ? {} : { label }) };
  if (options.dryRun) return dryRun(context, body);
  const accepted = await context.api.post('/audits', audit, {
    body,
    // With a key of its own the request can be repeated: it stays one audit.
    headers: { 'idempotency-key': options.idempotencyKey ?? randomUUID() },
    repeatable: true,
  });
  return follow(context, accepted.body, options, now);
}

async function follow(
  context: Context,
  accepted: AuditShape,
  { wait }: AuditOptions,
  now: () => number,
): Promise<ExitCode> {
  const { terminal, options, print } = context;
  const isFollowed = wait ?? (terminal.err.isTTY === true && !options.json);
  if (!isFollowed) {
    print(accepted, () => auditText(accepted, terminal.paint));
    if (!options.json) terminal.err.write(comeBack(accepted.auditId));
    return exitCodes.ok;
  }
  terminal.err.write(`Audit ${accepted.auditId}: ${plural(accepted.requested, 'call')}.\n`);
  const ended = await watch(context, accepted, now);
  print(ended, () => auditText(ended, terminal.paint));
  return exitCodeOfAudit(ended);
}

const comeBack = (auditId: string) => `\nFollow it: gong-access status ${auditId} --wait\n`;

async function dryRun({ api, print, terminal }: Context, body: object): Promise<ExitCode> {
  const { body: cost } = await api.post('/audits', estimate, {
    body,
    query: { dryRun: 'true' },
    repeatable: true,
  });
  print(cost, () =>
    facts(
      [
        ['calls', count(cost.requested)],
        ['duplicates', cost.duplicates > 0 ? count(cost.duplicates) : undefined],
        ['requests to Gong', count(cost.requests)],
        ['of a day’s budget', percent(cost.shareOfDay)],
        ['complete by', cost.eta ? time(cost.eta) : 'never: bulk audits have no share of the day'],
      ],
      terminal.paint,
    ),
  );
  return exitCodes.ok;
}

function checkedLabel(label: string | undefined): string | undefined {
  if (label === undefined || (label.length > 0 && label.length <= 200)) return label;
  throw usageError('--label must be 1 to 200 characters');
}
