import type { Api } from '../api/client';
import type { Manifest } from '../api/evidence';
import { collect, pages } from '../api/pages';
import { type AuditShape, audit, type ChangeShape, change, observation } from '../api/shapes';
import type { Names } from '../enrich/names';
import { ApiRefusal } from '../errors';
import { readManifest } from '../evidence/export';
import { type Columns, columnsOf } from './columns';

/** Everything that a report tells. */
export interface ReportData {
  readonly audit: AuditShape;
  readonly columns: Columns;
  /** Absent if the stack is of a version that does not tell them: that is not "no changes". */
  readonly changes?: readonly ChangeShape[];
  /** Ended audits under the same label up to this one, oldest first. */
  readonly series: readonly AuditShape[];
  readonly manifest?: Manifest;
  /** If they were asked for. */
  readonly names?: Names;
  /** ISO 8601. */
  readonly generatedAt: string;
}

/** Audits that the chart over time shows, and how many of the newest ones are searched for them. */
const mostInSeries = 24;
const searched = 200;

/** @param generatedAt ISO 8601 @throws CliError */
export async function gather(api: Api, auditId: string, generatedAt: string): Promise<ReportData> {
  const path = `/audits/${auditId}`;
  const about = await api.get(path, audit);
  const [observations, changes, series, manifest] = await Promise.all([
    collect(pages(api, `${path}/observations`, { name: 'observations', item: observation })),
    ifServed(collect(pages(api, `${path}/changes`, { name: 'changes', item: change }))),
    seriesOf(api, about),
    ifServed(readManifest(api, auditId)),
  ]);
  return {
    audit: about,
    columns: columnsOf(observations),
    series,
    generatedAt,
    ...(changes && { changes }),
    ...(manifest && { manifest }),
  };
}

/** Undefined where the stack does not have the route. */
async function ifServed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiRefusal && error.code === 'route-not-found') return undefined;
    throw error;
  }
}

async function seriesOf(api: Api, about: AuditShape): Promise<AuditShape[]> {
  const list = pages(api, '/audits', { name: 'audits', item: audit });
  const newest = await collect(list, searched);
  return newest
    .filter((one) => one.label === about.label && one.completedAt !== undefined)
    .filter((one) => one.status !== 'cancelled' && one.createdAt <= about.createdAt)
    .slice(0, mostInSeries)
    .reverse();
}
