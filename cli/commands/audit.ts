import type { AuditShape } from '../api/shapes';
import { estimateListed, estimateParts } from '../audit/dry-run';
import { type ListedOrder, listedOrder, type SourceOptions } from '../audit/order';
import { split } from '../audit/split';
import { type StartOptions, startListed, startParts } from '../audit/start';
import type { Context } from '../context';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { readCallIds } from '../input/read-call-ids';
import { plural } from '../output/format';
import { printAudits } from '../output/print-audits';
import { exitCodeOfAudits, idsOf, watch } from '../watch';

export interface AuditOptions extends SourceOptions, StartOptions {
  readonly dryRun?: boolean;
  /** `--wait`, `--no-wait`; undefined if neither was said. */
  readonly wait?: boolean;
}

/** Starts an audit, of a long list several, and follows them on a terminal or if told to. */
export async function startAudit(
  context: Context,
  file: string | undefined,
  options: AuditOptions,
  now: () => number,
): Promise<ExitCode> {
  checkLabel(options.label);
  const order = await listedOrder(context, file, options, now());
  const work = order
    ? ofListed(context, order, options)
    : await ofFile(context, file, options, now);
  if (!options.dryRun) return follow(context, await work.start(), options, now);
  await work.estimate();
  return exitCodes.ok;
}

/** What can be done with calls: to say what their audits would cost, or to start them. */
interface Work {
  estimate(): Promise<void>;
  start(): Promise<AuditShape[]>;
}

const ofListed = (context: Context, order: ListedOrder, options: AuditOptions): Work => ({
  estimate: () => estimateListed(context, order),
  start: async () => [await startListed(context, order, options)],
});

async function ofFile(
  context: Context,
  file: string | undefined,
  options: AuditOptions,
  now: () => number,
): Promise<Work> {
  const lists = split(await readCallIds(file ?? '-', process.stdin));
  return {
    estimate: () => estimateParts(context, lists, now()),
    start: () => startParts(context, lists, options),
  };
}

async function follow(
  context: Context,
  accepted: readonly AuditShape[],
  { wait }: AuditOptions,
  now: () => number,
): Promise<ExitCode> {
  const { terminal, options } = context;
  const isFollowed = wait ?? (terminal.err.isTTY === true && !options.json);
  if (!isFollowed) {
    printAudits(context, accepted);
    if (!options.json) {
      terminal.err.write(`\nFollow it: gong-access status ${idsOf(accepted)} --wait\n`);
    }
    return exitCodes.ok;
  }
  for (const { auditId, requested, listing } of accepted) {
    const calls = listing ? 'its calls are being listed' : plural(requested, 'call');
    terminal.err.write(`Audit ${auditId}: ${calls}.\n`);
  }
  const ended = await watch(context, accepted, now);
  printAudits(context, ended);
  return exitCodeOfAudits(ended);
}

function checkLabel(label: string | undefined): void {
  if (label === undefined || (label.length > 0 && label.length <= 200)) return;
  throw usageError('--label must be 1 to 200 characters');
}
