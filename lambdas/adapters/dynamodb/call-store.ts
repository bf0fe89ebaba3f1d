import { bucketOf, byBucket } from '../../domain/call-ids';
import {
  type CallState,
  type Change,
  type Receipt,
  type Snapshot,
  versionSeen,
} from '../../domain/call-state';
import { inParallel } from '../../domain/in-parallel';
import type { CallStore, ReceiptRange } from '../../domain/ports';
import {
  changesAnItem,
  fromChangeItem,
  fromLateItem,
  fromStateItem,
  type LoadUsers,
  toChangeItem,
  toLateItem,
  toStateItem,
  toSummary,
  usersItemsOf,
  usersOfItem,
} from './call-items';
import {
  auditChangeKey,
  changeKey,
  feedKey,
  lateKey,
  momentKey,
  ownReceipts,
  seenPartition,
  stateKey,
  usersKey,
} from './keys';
import { Postings } from './postings';
import { fromReceiptItem, toReceiptItem } from './receipt-items';
import { expiry, type Retention } from './retention';
import { collect, type Item, type Table } from './table';

/** From this many calls of one bucket on, a range is read rather than single items. */
const denseFrom = 8;
const requestsAtOnce = 16;
/** Receipts looked at first on the way to the newest that names a call. */
const firstReceipts = 8;

/** Calls in the ledger's table. */
export class DynamoCallStore implements CallStore {
  private readonly postings: Postings;

  /** @param options.gatherPostingsMs how long a chunk may wait for others to write postings together; 0 by default */
  constructor(
    private readonly table: Table,
    private readonly options: Retention & { readonly gatherPostingsMs?: number } = {},
  ) {
    this.postings = new Postings(table, options.gatherPostingsMs ?? 0);
  }

  async states(
    callIds: readonly string[],
    read: { consistent: boolean },
  ): Promise<Map<string, CallState>> {
    const buckets = [...byBucket(callIds).entries()];
    const items = await inParallel(requestsAtOnce, buckets, ([, calls]) =>
      calls.length >= denseFrom ? this.dense(calls, read.consistent) : Promise.resolve([]),
    );
    const sparse = buckets.flatMap(([, calls]) => (calls.length >= denseFrom ? [] : calls));
    items.push(await this.table.getAll(sparse.map(stateKey), read.consistent));
    const states = await Promise.all(
      items.flat().map((item) => fromStateItem(item, this.loadUsers)),
    );
    return new Map(states.map((state) => [state.callId, state]));
  }

  /**
   * The states of many calls of one bucket by a range read: a fraction of the read units of single items. If the range
   * holds many other calls, the rest is read singly after all.
   */
  private async dense(callIds: readonly string[], consistent: boolean): Promise<Item[]> {
    const sorted = [...callIds].sort();
    const wanted = new Set(sorted);
    const first = stateKey(sorted[0] ?? '');
    const last = stateKey(sorted.at(-1) ?? '');
    const page = await this.table.page({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': first.pk, ':from': first.sk, ':to': last.sk },
      ConsistentRead: consistent,
      Limit: sorted.length * 2 + 10,
    });
    const found = page.items.filter(({ callId }) => wanted.has(String(callId)));
    const readTo = page.next?.sk;
    if (readTo === undefined) return found;
    const rest = sorted.map(stateKey).filter(({ sk }) => sk > String(readTo));
    return [...found, ...(await this.table.getAll(rest, consistent))];
  }

  async createState(state: CallState): Promise<boolean> {
    await this.putUsers(state);
    return this.table.putIfAbsent(toStateItem(state));
  }

  async replaceState(next: CallState): Promise<boolean> {
    await this.putUsers(next);
    return this.table.putIf(
      toStateItem(next),
      '#version = :before AND #observedAt < :now AND NOT #floor >= :now',
      { '#version': 'version', '#observedAt': 'observedAt', '#floor': 'floor' },
      { ':before': next.version - 1, ':now': next.observedAt },
    );
  }

  /** Before what points to them: what a state names is always there. */
  private async putUsers(version: CallState | (Snapshot & { callId: string })): Promise<void> {
    for (const item of usersItemsOf(version)) await this.table.put(item);
  }

  private readonly loadUsers: LoadUsers = async (callId, observedAt) =>
    usersOfItem(await this.table.get(usersKey(callId, observedAt)));

  async raiseFloor(state: CallState, floor: number): Promise<boolean> {
    const raised = await this.table.update(stateKey(state.callId), {
      UpdateExpression: 'SET #floor = :floor',
      ConditionExpression: '#version = :version AND NOT #floor > :floor',
      ExpressionAttributeNames: { '#floor': 'floor', '#version': 'version' },
      ExpressionAttributeValues: { ':floor': floor, ':version': state.version },
    });
    return raised !== undefined;
  }

  async askAgain(state: CallState, askAgainAt: number, timesNotFound: number): Promise<void> {
    await this.table.update(stateKey(state.callId), {
      UpdateExpression: 'SET #at = :at, #times = :times',
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: {
        '#at': 'askAgainAt',
        '#times': 'timesNotFound',
        '#version': 'version',
      },
      ExpressionAttributeValues: {
        ':at': askAgainAt,
        ':times': timesNotFound,
        ':version': state.version,
      },
    });
  }

  async clearOutbox(callId: string, version: number): Promise<void> {
    await this.table.update(stateKey(callId), {
      UpdateExpression: 'REMOVE #outbox',
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#outbox': 'outbox', '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
    });
  }

  putPostings(bucketsByUser: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    return this.postings.put(bucketsByUser);
  }

  async putChanges(changes: readonly Change[]): Promise<void> {
    await this.table.putAll(changes.map(toChangeItem));
  }

  async putAuditChanges(changes: readonly Change[]): Promise<void> {
    await this.table.putAll(
      changes.map(({ previous, ...change }) => ({
        ...auditChangeKey(change),
        changes: [toSummary(change)],
      })),
    );
  }

  async putFeed(changes: readonly Change[], recordedAt: number): Promise<void> {
    const entries = changesAnItem(changes).map((some) => {
      const about = some.map(({ callId, version }) => `${callId}.${version}`).join();
      return {
        ...feedKey(recordedAt, about),
        changes: some.map(({ previous, ...change }) => toSummary(change)),
      };
    });
    await this.table.putAll(entries);
  }

  async putLate(callId: string, late: Snapshot): Promise<void> {
    await this.putUsers({ ...late, callId });
    await this.table.put(toLateItem(callId, late));
  }

  async putReceipts(receipts: readonly Receipt[]): Promise<void> {
    await this.table.putAll(
      receipts.map((receipt) => ({
        ...toReceiptItem(receipt),
        ...expiry(this.options, receipt.slot),
      })),
    );
  }

  /** Those of the call alone first: of the bucket's, only what is newer may be needed then. */
  async receipts(callId: string, range: ReceiptRange): Promise<Receipt[]> {
    const own = await this.newest(ownReceipts(callId), callId, range);
    const isEnough = range.limit !== undefined && own.length >= range.limit;
    const after = isEnough ? (own.at(-1)?.slot ?? range.after) : range.after;
    const shared = await this.newest('', callId, { ...range, after }, namesCall(callId));
    return [...own, ...shared].sort((a, b) => b.slot - a.slot).slice(0, range.limit);
  }

  /** Receipts under a prefix, newest first; first a few are looked at, then more and more. */
  private async newest(
    prefix: string,
    callId: string,
    { after, before = Number.MAX_SAFE_INTEGER, version, limit }: ReceiptRange,
    filter: Parameters<Table['between']>[3] = {},
  ): Promise<Receipt[]> {
    if (before - after <= 1) return [];
    const items = this.table.between(
      seenPartition(bucketOf(callId)),
      `${prefix}${momentKey(after + 1)}`,
      `${prefix}${momentKey(Math.min(before - 1, latestMoment))}~`,
      { ...filter, ScanIndexForward: false, Limit: firstReceipts },
    );
    const found: Receipt[] = [];
    for await (const item of items) {
      const receipt = fromReceiptItem(item);
      const seen = versionSeen(receipt, callId);
      if (seen !== undefined && seen === (version ?? seen)) found.push(receipt);
      if (found.length === limit) break;
    }
    return found;
  }

  async changeAfter(callId: string, moment: number): Promise<Change | undefined> {
    const from = changeKey(callId, Math.min(moment + 1, latestMoment));
    const to = changeKey(callId, latestMoment);
    const page = await this.table.page({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': from.pk, ':from': from.sk, ':to': to.sk },
      ConsistentRead: true,
      Limit: 1,
    });
    const [item] = page.items;
    return item && fromChangeItem(item, this.loadUsers);
  }

  async changeAt(callId: string, observedAt: number): Promise<Change | undefined> {
    const item = await this.table.get(changeKey(callId, observedAt));
    return item && fromChangeItem(item, this.loadUsers);
  }

  async changes(callId: string): Promise<Change[]> {
    const items = await this.ofCall(changeKey, callId);
    return Promise.all(items.map((item) => fromChangeItem(item, this.loadUsers)));
  }

  async late(callId: string): Promise<Snapshot[]> {
    const items = await this.ofCall(lateKey, callId);
    return Promise.all(items.map((item) => fromLateItem(callId, item, this.loadUsers)));
  }

  private ofCall(key: typeof changeKey, callId: string): Promise<Item[]> {
    const { pk, sk } = key(callId, 0);
    return collect(this.table.between(pk, sk, key(callId, latestMoment).sk));
  }
}

const namesCall = (callId: string) => ({
  FilterExpression: '#first <= :call AND #last >= :call',
  ExpressionAttributeNames: { '#first': 'first', '#last': 'last' },
  ExpressionAttributeValues: { ':call': callId },
});

/** The latest moment that a key can hold: 15 digits. */
const latestMoment = 999_999_999_999_999;
