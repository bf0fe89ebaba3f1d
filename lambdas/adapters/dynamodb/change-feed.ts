import { inParallel } from '../../domain/in-parallel';
import type { ChangeFeed, FeedPlace } from '../../domain/ports';
import { fromSummaries } from './call-items';
import { dayOf, feedPartitions, momentKey } from './keys';
import type { Item, Table } from './table';

const dayMs = 24 * 3_600_000;
/** Days without an entry that one page passes over. */
const daysAPage = 31;

/** The feed of changes in the ledger's table: a day lies in several partitions, merged by time here. */
export class DynamoChangeFeed implements ChangeFeed {
  constructor(private readonly table: Table) {}

  async entries(after: FeedPlace, until: number, limit: number) {
    let place = after;
    for (let days = 0; days < daysAPage && place.at <= until; days++) {
      const { items: page, isWhole } = await this.ofDay(place, until, limit);
      const last = page.at(-1);
      if (last) {
        const entries = page.map(({ sk, changes }) => ({
          place: placeOf(String(sk)),
          changes: fromSummaries(changes),
        }));
        const next = isWhole ? startOfNextDay(place.at) : placeOf(String(last.sk));
        return { entries, ...(next.at <= until ? { next } : {}) };
      }
      place = startOfNextDay(place.at);
    }
    return { entries: [], ...(place.at <= until ? { next: place } : {}) };
  }

  private async ofDay(
    after: FeedPlace,
    until: number,
    limit: number,
  ): Promise<{ items: Item[]; isWhole: boolean }> {
    const pages = await inParallel(8, feedPartitions(dayOf(after.at)), (pk) =>
      this.table.page({
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': pk,
          ':from': `${momentKey(after.at)}#${after.id === '' ? '' : `${after.id}~`}`,
          ':to': `${momentKey(until)}#~`,
        },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    // Of a partition that has more than its page, later entries of the others must wait.
    const cut = pages.flatMap(({ items, next }) => (next ? [String(items.at(-1)?.sk ?? '')] : []));
    const safe = pages
      .flatMap((page) => page.items)
      .filter(({ sk }) => cut.every((end) => String(sk) <= end))
      .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    return { items: safe.slice(0, limit), isWhole: cut.length === 0 && safe.length <= limit };
  }
}

const startOfNextDay = (moment: number): FeedPlace => ({
  at: (Math.floor(moment / dayMs) + 1) * dayMs,
  id: '',
});

function placeOf(sk: string): FeedPlace {
  const [moment = '', id = ''] = sk.split('#');
  return { at: Number(moment), id };
}
