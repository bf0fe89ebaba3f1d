import * as v from 'valibot';
import type { Audit } from '../../domain/audit';
import type { Change } from '../../domain/call-state';
import { TooManyAudits } from '../../domain/errors';
import { packIds, unpackIds } from '../../domain/id-packing';
import { inParallel } from '../../domain/in-parallel';
import type { AuditEnd, AuditStore, AuditUpdate, ChangeSummary } from '../../domain/ports';
import { fromAuditItem, isReserved, toReservedItem, wasAbandoned } from './audit-items';
import { DynamoAuditProgress } from './audit-progress';
import { changesAnItem, fromSummaries, toSummary } from './call-items';
import {
  allChunkChanges,
  auditKey,
  auditListKey,
  chunkChangesKey,
  chunkItemKey,
  chunkOfKey,
  runningKey,
} from './keys';
import type { Item, Table } from './table';

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** IDs of audits with work lie in one item, which DynamoDB ends at 400 KB: an ID has at most 64 characters. */
const mostRunning = 5_000;

/** Audits in the ledger's table. */
export class DynamoAuditStore extends DynamoAuditProgress implements AuditStore {
  constructor(
    table: Table,
    private readonly most = mostRunning,
  ) {
    super(table);
  }

  async reserve(audit: Audit): Promise<Audit> {
    if (await this.table.putIfAbsent(toReservedItem(audit))) return audit;
    const stored = await this.table.get(auditKey(audit.auditId));
    if (!stored) throw new Error('a reserved audit has vanished');
    return fromAuditItem(stored);
  }

  async putChunks(
    auditId: string,
    chunks: readonly (readonly string[])[],
    first = 0,
  ): Promise<void> {
    await this.table.putAll(
      chunks.map((callIds, n) => ({
        ...chunkItemKey(auditId, first + n),
        calls: packIds(callIds),
      })),
    );
  }

  async accept({ auditId, createdAt }: Audit): Promise<void> {
    await this.addRunning(auditId);
    await this.table.put({ ...auditListKey(createdAt, auditId), auditId });
    const accepted = await this.table.update(auditKey(auditId), {
      UpdateExpression: 'REMOVE #isReserved',
      ExpressionAttributeNames: { '#isReserved': 'isReserved' },
    });
    // It was perhaps taken off between the two. From now on it is visible, and no more abandoned.
    if (accepted && wasAbandoned(accepted)) await this.addRunning(auditId);
  }

  async abandon(auditId: string, reservedBefore: number): Promise<void> {
    const item = await this.table.get(auditKey(auditId));
    if (!item || !isReserved(item) || Number(item.createdAt) >= reservedBefore) return;
    await this.settle(auditId);
    const abandoned = await this.table.update(auditKey(auditId), {
      UpdateExpression: 'SET #wasAbandoned = :true',
      ConditionExpression: 'attribute_exists(#isReserved)',
      ExpressionAttributeNames: { '#wasAbandoned': 'wasAbandoned', '#isReserved': 'isReserved' },
      ExpressionAttributeValues: { ':true': true },
    });
    if (!abandoned) await this.reopen(auditId);
  }

  async audit(auditId: string): Promise<Audit | undefined> {
    const item = await this.table.get(auditKey(auditId));
    return item && !isReserved(item) ? fromAuditItem(item) : undefined;
  }

  async audits(page: {
    limit: number;
    cursor?: string;
  }): Promise<{ audits: Audit[]; cursor?: string }> {
    const { items, next } = await this.table.page({
      KeyConditionExpression: page.cursor === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :sk',
      ExpressionAttributeValues: {
        ':pk': 'AUDITS',
        ...(page.cursor === undefined ? {} : { ':sk': page.cursor }),
      },
      ScanIndexForward: false,
      Limit: page.limit,
    });
    const audits = await inParallel(8, items, ({ auditId }) => this.audit(String(auditId)));
    return {
      audits: audits.flatMap((audit) => audit ?? []),
      ...(next ? { cursor: String(next.sk) } : {}),
    };
  }

  async running(): Promise<string[]> {
    const item = await this.table.get(runningKey);
    return [...(v.parse(v.optional(v.set(v.string())), item?.audits) ?? [])];
  }

  async settle(auditId: string): Promise<void> {
    await this.changeRunning('DELETE', auditId);
  }

  async reopen(auditId: string): Promise<void> {
    await this.changeRunning('ADD', auditId);
  }

  private changeRunning(verb: 'ADD' | 'DELETE', auditId: string): Promise<Item | undefined> {
    return this.table.update(runningKey, {
      UpdateExpression: `${verb} #audits :audits`,
      ExpressionAttributeNames: { '#audits': 'audits' },
      ExpressionAttributeValues: { ':audits': new Set([auditId]) },
    });
  }

  /** @throws TooManyAudits */
  private async addRunning(auditId: string): Promise<void> {
    const added = await this.table.update(runningKey, {
      UpdateExpression: 'ADD #audits :audits',
      ConditionExpression:
        'attribute_not_exists(#audits) OR contains(#audits, :auditId) OR size(#audits) < :most',
      ExpressionAttributeNames: { '#audits': 'audits' },
      ExpressionAttributeValues: {
        ':audits': new Set([auditId]),
        ':auditId': auditId,
        ':most': this.most,
      },
    });
    if (!added) throw new TooManyAudits();
  }

  async chunk(auditId: string, chunk: number): Promise<string[] | undefined> {
    const item = await this.table.get(chunkItemKey(auditId, chunk));
    return item && unpackIds(v.parse(bytes, item.calls));
  }

  async chunks(auditId: string, from: number, to: number): Promise<Map<number, string[]>> {
    const items = await this.range(chunkItemKey, auditId, from, to);
    return new Map(
      items.map(({ sk, calls }) => [chunkOfKey(String(sk)), unpackIds(v.parse(bytes, calls))]),
    );
  }

  async putChunkChanges(auditId: string, chunk: number, changes: readonly Change[]): Promise<void> {
    await this.table.putAll(
      changesAnItem(changes).map((some, part) => ({
        ...chunkChangesKey(auditId, chunk, part),
        changes: some.map(({ previous, ...change }) => toSummary(change)),
      })),
    );
  }

  async chunkChanges(
    auditId: string,
    page: { limit: number; cursor?: string },
  ): Promise<{ changes: ChangeSummary[]; cursor?: string }> {
    const { from, to } = allChunkChanges;
    const { items, next } = await this.table.page({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': auditKey(auditId).pk,
        ':from': page.cursor === undefined ? from : `${from}${page.cursor}~`,
        ':to': to,
      },
      ConsistentRead: true,
      Limit: page.limit,
    });
    return {
      changes: items.flatMap((item) => fromSummaries(item.changes)),
      ...(next ? { cursor: String(next.sk).slice(from.length) } : {}),
    };
  }

  async update(
    auditId: string,
    from: readonly Audit['status'][],
    change: AuditUpdate,
  ): Promise<{ audit: Audit | undefined; updated: boolean }> {
    const statuses = Object.fromEntries(from.map((status, i) => [`:from${i}`, status]));
    const fields = Object.entries(change);
    const set = fields.filter(([, value]) => value !== null);
    const remove = fields.filter(([, value]) => value === null);
    const expression = [
      set.length > 0 ? `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}` : '',
      remove.length > 0 ? `REMOVE ${remove.map(([name]) => `#${name}`).join(', ')}` : '',
    ];
    const item = await this.table.update(auditKey(auditId), {
      UpdateExpression: expression.join(' ').trim(),
      ConditionExpression: `#status IN (${Object.keys(statuses).join(', ')})`,
      ExpressionAttributeNames: {
        '#status': 'status',
        ...Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ...statuses,
        ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
      },
    });
    if (item) return { audit: fromAuditItem(item), updated: true };
    return { audit: await this.audit(auditId), updated: false };
  }

  async end(auditId: string, end: AuditEnd, before: number | undefined): Promise<boolean> {
    const ended = await this.table.update(auditKey(auditId), {
      UpdateExpression:
        'SET #status = :status, #totals = :totals, #completedAt = :completedAt REMOVE #pause',
      ConditionExpression: `attribute_exists(pk) AND #status <> :cancelled AND ${
        before === undefined ? 'attribute_not_exists(#completedAt)' : '#completedAt = :before'
      }`,
      ExpressionAttributeNames: {
        '#status': 'status',
        '#totals': 'totals',
        '#completedAt': 'completedAt',
        '#pause': 'pause',
      },
      ExpressionAttributeValues: {
        ':status': end.status,
        ':totals': end.totals,
        ':completedAt': end.completedAt,
        ':cancelled': 'cancelled',
        ...(before === undefined ? {} : { ':before': before }),
      },
    });
    return ended !== undefined;
  }

  async claim(auditId: string, from: number, to: number): Promise<boolean> {
    const claimed = await this.table.update(auditKey(auditId), {
      UpdateExpression: 'SET #dispatched = :to, #status = :running',
      ConditionExpression: '#dispatched = :from AND #status IN (:accepted, :running)',
      ExpressionAttributeNames: { '#dispatched': 'dispatched', '#status': 'status' },
      ExpressionAttributeValues: {
        ':from': from,
        ':to': to,
        ':accepted': 'accepted',
        ':running': 'running',
      },
    });
    return claimed !== undefined;
  }

  async rewind(auditId: string, chunk: number): Promise<void> {
    await this.table.update(auditKey(auditId), {
      UpdateExpression: 'SET #dispatched = :chunk',
      ConditionExpression: '#dispatched > :chunk',
      ExpressionAttributeNames: { '#dispatched': 'dispatched' },
      ExpressionAttributeValues: { ':chunk': chunk },
    });
  }
}
