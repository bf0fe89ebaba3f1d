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
  const text = format === 'html' ? page(context, auditId, now) : lines(context, about, format);
  await writeOut(output, text, terminal.out);
  const state = exitText(about);
  if (state !== undefined) terminal.err.write(`${state}\n`);
  if (output !== undefined) terminal.err.write(`Wrote ${output}.\n`);
  return about.completedAt === undefined ? exitCodes.finding : exitCodeOfAudit(about);
}

async function* page({ api }: Context, auditId: string, now: () => number) {
  yield reportPage(await gather(api, auditId, new Date(now()).toISOString()));
}

/** In bounded memory, however large the audit. */
async function* lines({ api }: Context, about: AuditShape, format: 'csv' | 'jsonl') {
  const lineOf: (one: ObservationShape) => string =
    format === 'csv' ? (one) => csvLines(about, one) : (one) => jsonLine(about, one);
  if (format === 'csv') yield csvHeading;
  const path = `/audits/${about.auditId}/observations`;
  for await (const some of pages(api, path, { name: 'observations', item: observation })) {
    yield some.map(lineOf).join('');
  }
}
