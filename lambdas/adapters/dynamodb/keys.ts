import { createHash } from 'node:crypto';
import { bucketOf } from '../../domain/call-ids';
import type { Receipt } from '../../domain/call-state';

/**
 * The keys of the ledger's table (docs/decisions/0001-ledger.md). They hold from the first write on.
 * Moments are padded to 15 digits of milliseconds, chunks to 6, so that sort keys sort as numbers.
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const momentKey = (moment: number) => Math.floor(moment).toString().padStart(15, '0');
const chunkKey = (chunk: number) => chunk.toString().padStart(6, '0');

const inBucket = (callId: string, sk: string): Key => ({ pk: `BUCKET#${bucketOf(callId)}`, sk });

export const stateKey = (callId: string) => inBucket(callId, `CALL#${callId}`);
export const changeKey = (callId: string, observedAt: number) =>
  inBucket(callId, `CHANGE#${callId}#${momentKey(observedAt)}`);
export const lateKey = (callId: string, observedAt: number) =>
  inBucket(callId, `LATE#${callId}#${momentKey(observedAt)}`);
/** Users of a version with too many for its own item. */
export const usersKey = (callId: string, observedAt: number) =>
  inBucket(callId, `USERS#${callId}#${momentKey(observedAt)}`);

export const seenPartition = (bucket: string) => `SEEN#${bucket}`;

/** The digest tells receipts of one answer with different calls apart: none ever replaces another. */
export function receiptKey({ bucket, slot, callIds }: Receipt): Key {
  const digest = createHash('sha256').update(callIds.join()).digest('hex').slice(0, 8);
  return { pk: seenPartition(bucket), sk: `${momentKey(slot)}#${digest}` };
}

export const postingsKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'BUCKETS' });

const feedShards = 8;

/** The feed of one day is spread over shards; `id` tells entries of the same moment apart. */
export function feedKey(recordedAt: number, id: string): Key {
  const shard = createHash('sha256').update(id).digest().readUInt8(0) % feedShards;
  return {
    pk: `FEED#${dayOf(recordedAt)}#${shard}`,
    sk: `${momentKey(recordedAt)}#${id}`,
  };
}
export const feedPartitions = (day: string) =>
  Array.from({ length: feedShards }, (_, shard) => `FEED#${day}#${shard}`);

const auditPartition = (auditId: string) => `AUDIT#${auditId}`;
export const auditKey = (auditId: string): Key => ({ pk: auditPartition(auditId), sk: 'META' });
export const chunkItemKey = (auditId: string, chunk: number): Key => ({
  pk: auditPartition(auditId),
  sk: `CHUNK#${chunkKey(chunk)}`,
});
export const evidenceKey = (auditId: string, chunk: number): Key => ({
  pk: auditPartition(auditId),
  sk: `EVIDENCE#${chunkKey(chunk)}`,
});
export const failureKey = (auditId: string, chunk: number): Key => ({
  pk: auditPartition(auditId),
  sk: `FAILURE#${chunkKey(chunk)}`,
});
export const chunkChangesKey = (auditId: string, chunk: number): Key => ({
  pk: auditPartition(auditId),
  sk: `CHANGES#${chunkKey(chunk)}`,
});
export const progressKey = (auditId: string, shard: number): Key => ({
  pk: auditPartition(auditId),
  sk: `PROGRESS#${shard.toString().padStart(3, '0')}`,
});
/** The chunk in a key such as `EVIDENCE#000012`. */
export const chunkOfKey = (sk: string) => Number(sk.slice(sk.indexOf('#') + 1));

export const auditListKey = (createdAt: number, auditId: string): Key => ({
  pk: 'AUDITS',
  sk: `${momentKey(createdAt)}#${auditId}`,
});

export const checkKey = (observedAt: number, checkId: string): Key => ({
  pk: `CHECK#${dayOf(observedAt)}`,
  sk: `${momentKey(observedAt)}#${checkId}`,
});

/** Sets of what still needs work. */
export const runningKey: Key = { pk: 'WORK', sk: 'RUNNING' };
export const pendingKey: Key = { pk: 'WORK', sk: 'PENDING' };

const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
