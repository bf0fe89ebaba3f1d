import { Readable } from 'node:stream';
import { pages } from '../api/pages';
import { type AuditShape, audit, type ObservationShape, observation } from '../api/shapes';
import type { Context } from '../context';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { writeOut } from '../output/file';
import { csvHeading, csvLines } from '../report/csv';
import { gather } from '../report/gather';
import { jsonLine } from '../report/jsonl';
import { reportPage } from '../report/page';
import { exitText } from '../report/state';
import { exitCodeOfAudit } from '../watch';

export interface ReportOptions {
  readonly output?: string;
  readonly format: 'html' | 'csv' | 'jsonl';
}

/** Writes an audit as a page, a spreadsheet's list, or lines of JSON. */
export async function report(
  context: Context,
  id: string,
  { output, format }: ReportOptions,
  now: () => number,
): Promise<ExitCode> {
  const auditId = parseAuditId(id);
  const { api, terminal } = context;
  if (format === 'html' && output === undefined && terminal.out.isTTY) {
    throw usageError('a page is not for the terminal', 'Give -o report.html.');
  }
  const about = await api.get(`/audits/${auditId}`, audit);
  const made =
    format === 'html' ? await page(context, auditId, now) : lines(context, about, format);
  await writeOut(output, made.text, terminal.out);
  const state = exitText(about);
  if (state !== undefined) terminal.err.write(`${state}\n`);
  if (!made.reconciles) terminal.err.write('The totals do not reconcile.\n');
  if (output !== undefined) terminal.err.write(`Wrote ${output}.\n`);
  const isWhole = about.completedAt !== undefined && made.reconciles;
  return isWhole ? exitCodeOfAudit(about) : exitCodes.finding;
}

interface Made {
  readonly text: AsyncIterable<string>;
  /** Whether the audit's totals are those of its list, as far as this format tells. */
  readonly reconciles: boolean;
}

async function page({ api }: Context, auditId: string, now: () => number): Promise<Made> {
  const data = await gather(api, auditId, new Date(now()).toISOString());
  const { text, reconciles } = reportPage(data);
  return { text: Readable.from([text]), reconciles };
}

const lines = (context: Context, about: AuditShape, format: 'csv' | 'jsonl'): Made => ({
  text: lineTexts(context, about, format),
  reconciles: true,
});

/** In bounded memory, however large the audit. */
async function* lineTexts({ api }: Context, about: AuditShape, format: 'csv' | 'jsonl') {
  const lineOf: (one: ObservationShape) => string =
    format === 'csv' ? (one) => csvLines(about, one) : (one) => jsonLine(about, one);
  if (format === 'csv') yield csvHeading;
  const path = `/audits/${about.auditId}/observations`;
  for await (const some of pages(api, path, { name: 'observations', item: observation })) {
    yield some.map(lineOf).join('');
  }
}
