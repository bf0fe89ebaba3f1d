import { type AccessChange, accessChanges } from './access-change';
import { cursorOf, readCursor } from './cursor';
import type { AuditStore, ChangeFeed, Clock, FeedPlace } from './ports';
import { existingAudit } from './read-audit';

export interface ReadChangesDeps {
  readonly feed: ChangeFeed;
  readonly audits: AuditStore;
  readonly clock: Clock;
}

export interface ChangesPage {
  readonly changes: readonly AccessChange[];
  readonly cursor?: string;
}

/** About 220 bytes each: a page stays below 4 MB. */
const changesAPage = 15_000;
/** The feed is served up to this long ago: by then every writer's entry of that moment is there. */
const settledMs = 60_000;
const entriesAPage = 100;
/** Items of an audit's changes read for one page, however few changes are in them. */
const itemsAPage = 50;
/** No ledger is older than this software: earlier days need not be looked at. */
const beginning = Date.UTC(2026, 0, 1);
/** The entry read last, and changes of the one after it that came before. */
const feedPlace = /^([0-9]{1,15})\.([0-9a-f]{0,32})\.([0-9]{1,6})$/;
const auditPlace = /^([0-9]{6}#[0-9]{3}|CALL#[0-9]{1,20}#[0-9]{15})?\.([0-9]{1,6})$/;

/**
 * Changes over all calls in the order in which they were recorded. The last page has a cursor too: it is where to go
 * on later. After a crash a change may come twice, with the same call and moment.
 * @param page `since`: milliseconds since 1970, of the time of recording
 */
export async function changesSince(
  deps: ReadChangesDeps,
  page: { since: number; cursor?: string },
): Promise<ChangesPage & { cursor: string; more: boolean }> {
  let { place, skip } = startOf(page);
  const until = deps.clock() - settledMs;
  const { entries, next } = await deps.feed.entries(place, until, entriesAPage);
  const lines = new Lines();
  for (const entry of entries) {
    const left = lines.take(entry.changes.flatMap(accessChanges), skip);
    if (left !== undefined) {
      const cursor = cursorOf(place.at, place.id, left);
      return { changes: lines.once(), cursor, more: true };
    }
    [place, skip] = [entry.place, 0];
  }
  const end = next ?? { at: Math.max(place.at, until + 1), id: '' };
  return { changes: lines.once(), cursor: cursorOf(end.at, end.id, 0), more: next !== undefined };
}

function startOf(page: { since: number; cursor?: string }): { place: FeedPlace; skip: number } {
  if (page.cursor === undefined) {
    return { place: { at: Math.max(page.since, beginning), id: '' }, skip: 0 };
  }
  const [at = '0', id = '', skip = '0'] = readCursor(page.cursor, feedPlace);
  return { place: { at: Number(at), id }, skip: Number(skip) };
}

/** Changes that an audit found, by chunk. @throws NotFound */
export async function auditChanges(
  deps: Pick<ReadChangesDeps, 'audits'>,
  auditId: string,
  page: { cursor?: string },
): Promise<ChangesPage> {
  await existingAudit(deps, auditId);
  const [start, skipped = '0'] =
    page.cursor === undefined ? [] : readCursor(page.cursor, auditPlace);
  let [place, skip] = [start, Number(skipped)];
  const lines = new Lines();
  for (let items = 0; items < itemsAPage; items++) {
    const at = place === undefined ? {} : { cursor: place };
    const found = await deps.audits.chunkChanges(auditId, { limit: 1, ...at });
    const left = lines.take(found.changes.flatMap(accessChanges), skip);
    if (left !== undefined) return { changes: lines.all, cursor: cursorOf(place ?? '', left) };
    if (found.cursor === undefined) return { changes: lines.all };
    [place, skip] = [found.cursor, 0];
  }
  return { changes: lines.all, cursor: cursorOf(place ?? '', 0) };
}

/** What fits a page. */
class Lines {
  readonly all: AccessChange[] = [];

  /** Takes the changes after the first `skip`; if not all fit, tells how many of them are then taken or skipped. */
  take(changes: readonly AccessChange[], skip: number): number | undefined {
    const end = skip + changesAPage - this.all.length;
    for (const change of changes.slice(skip, end)) this.all.push(change);
    return changes.length > end ? end : undefined;
  }

  /** Without those that a crash repeated. */
  once(): AccessChange[] {
    const keyOf = (c: AccessChange) => `${c.change} ${c.callId} ${c.userId} ${c.observedAt}`;
    return [...new Map(this.all.map((change) => [keyOf(change), change])).values()];
  }
}
