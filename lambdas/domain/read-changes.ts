import { type AccessChange, accessChanges } from './access-change';
import { cursorOf, readCursor } from './cursor';
import type { AuditStore, ChangeFeed, ChangeSummary, Clock } from './ports';
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

/** The feed is served up to this long ago: by then every writer's entry of that moment is there. */
const settledMs = 60_000;
const entriesAPage = 100;
/** No ledger is older than this software: earlier days need not be looked at. */
const beginning = Date.UTC(2026, 0, 1);
const place = /^([0-9]{1,15})\.([0-9a-f]{0,32})$/;

/**
 * Changes over all calls in the order in which they were recorded. The last page has a cursor too: it is where to go
 * on later. After a crash a change may come twice, with the same call and moment.
 * @param page `since`: milliseconds since 1970, of the time of recording
 */
export async function changesSince(
  deps: ReadChangesDeps,
  page: { since: number; cursor?: string },
): Promise<ChangesPage & { cursor: string; more: boolean }> {
  const [at, id] =
    page.cursor === undefined
      ? [Math.max(page.since, beginning), '']
      : placeOf(readCursor(page.cursor, place));
  const until = deps.clock() - settledMs;
  const { entries, next } = await deps.feed.entries({ at, id }, until, entriesAPage);
  const end = next ?? { at: Math.max(at, until + 1), id: '' };
  return {
    changes: withoutRepeats(entries.flatMap(({ changes }) => changes)).flatMap(accessChanges),
    cursor: cursorOf(end.at, end.id),
    more: next !== undefined,
  };
}

const placeOf = ([at = '0', id = '']: string[]): [number, string] => [Number(at), id];

function withoutRepeats(changes: readonly ChangeSummary[]): ChangeSummary[] {
  return [...new Map(changes.map((c) => [`${c.callId} ${c.version}`, c])).values()];
}

/** Changes that an audit found, by chunk. @throws NotFound */
export async function auditChanges(
  deps: Pick<ReadChangesDeps, 'audits'>,
  auditId: string,
  page: { cursor?: string },
): Promise<ChangesPage> {
  await existingAudit(deps, auditId);
  const [chunk] = page.cursor === undefined ? [] : readCursor(page.cursor, /^([0-9]{1,6})$/);
  const found = await deps.audits.chunkChanges(auditId, {
    limit: 10,
    ...(chunk === undefined ? {} : { cursor: chunk }),
  });
  return {
    changes: found.changes.flatMap(accessChanges),
    ...(found.cursor === undefined ? {} : { cursor: cursorOf(found.cursor) }),
  };
}
