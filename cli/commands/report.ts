import { Readable } from 'node:stream';
import { type AuditShape, audit, type ObservationShape } from '../api/shapes';
import type { Context } from '../context';
import { type AskNames, namesFromGong } from '../enrich/enrich';
import { namedIn, observationsOf } from '../enrich/named-in';
import type { EnrichOptions } from '../enrich/options';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { writeOut } from '../output/file';
import { csvHeading, csvLines } from '../report/csv';
import { gather } from '../report/gather';
import { jsonLine } from '../report/jsonl';
import { reportPage } from '../report/page';
import { exitText, expiredText } from '../report/state';
import { expiredReason } from '../report/summary';
import { exitCodeOfAudits } from '../watch';

export interface ReportOptions extends EnrichOptions {
  readonly output?: string;
  readonly format: 'html' | 'csv' | 'jsonl';
}

/** Writes an audit as a page, a spreadsheet's list, or lines of JSON. */
export async function report(
  context: Context,
  id: string,
  options: ReportOptions,
  now: () => number,
): Promise<ExitCode> {
  const auditId = parseAuditId(id);
  const { output, format } = options;
  const { api, terminal } = context;
  if (format === 'html' && output === undefined && terminal.out.isTTY) {
    throw usageError('a page is not for the terminal', 'Give -o report.html.');
  }
  const askNames = namesFromGong(context, options, now);
  const about = await api.get(`/audits/${auditId}`, audit);
  const made =
    format === 'html'
      ? await page(context, auditId, now, askNames)
      : lines(context, about, format, askNames);
  await writeOut(output, made.text, terminal.out);
  for (const state of [exitText(about), expiredText(made.expired())]) {
    if (state !== undefined) terminal.err.write(`${state}\n`);
  }
  if (!made.reconciles) terminal.err.write('The totals do not reconcile.\n');
  if (output !== undefined) terminal.err.write(`Wrote ${output}.\n`);
  const isWhole = about.completedAt !== undefined && made.reconciles && made.expired() === 0;
  return isWhole ? exitCodeOfAudits([about]) : exitCodes.finding;
}

interface Made {
  readonly text: AsyncIterable<string>;
  /** Calls whose evidence is kept no longer; known once the text was written. */
  expired(): number;
  /** Whether the audit's totals are those of its list, as far as this format tells. */
  readonly reconciles: boolean;
}

async function page(
  { api }: Context,
  auditId: string,
  now: () => number,
  askNames: AskNames | undefined,
): Promise<Made> {
  const data = await gather(api, auditId, new Date(now()).toISOString());
  const { users, calls } = data.columns;
  const callIds = calls === '' ? [] : calls.split(' ');
  const names = await askNames?.({ userIds: users, callIds });
  const { text, reconciles, expired } = reportPage(names ? { ...data, names } : data);
  return { text: Readable.from([text]), reconciles, expired: () => expired };
}

const lines = (
  context: Context,
  about: AuditShape,
  format: 'csv' | 'jsonl',
  askNames: AskNames | undefined,
): Made => {
  let expired = 0;
  const text = lineTexts(context, about, format, askNames, ({ reason }) => {
    if (reason === expiredReason) expired++;
  });
  return { text, reconciles: true, expired: () => expired };
};

/** In bounded memory, however large the audit; names are all read before. */
async function* lineTexts(
  { api }: Context,
  about: AuditShape,
  format: 'csv' | 'jsonl',
  askNames: AskNames | undefined,
  note: (one: ObservationShape) => void,
) {
  const names = await askNames?.(await namedIn(api, about.auditId));
  const lineOf: (one: ObservationShape) => string =
    format === 'csv' ? (one) => csvLines(about, one, names) : (one) => jsonLine(about, one, names);
  if (format === 'csv') yield csvHeading(names !== undefined);
  for await (const some of observationsOf(api, about.auditId)) {
    some.forEach(note);
    yield some.map(lineOf).join('');
  }
}
