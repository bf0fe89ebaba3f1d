import { createHash } from 'node:crypto';
import { bucketOf } from '../../domain/call-ids';
import type { Change, Receipt } from '../../domain/call-state';

/**
 * The keys of the ledger's table (docs/decisions/0001-ledger.md). They hold from the first write on.
 * Moments are padded to 15 digits of milliseconds, chunks to 6, so that sort keys sort as numbers.
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const momentDigits = 15;
export const momentKey = (moment: number) =>
  Math.floor(moment).toString().padStart(momentDigits, '0');
const chunkKey = (chunk: number) => chunk.toString().padStart(6, '0');

const inBucket = (callId: string, sk: string): Key => ({
  pk: bucketPartition(bucketOf(callId)),
  sk,
});

export const stateKey = (callId: string) => inBucket(callId, `CALL#${callId}`);
export const changeKey = (callId: string, observedAt: number) =>
  inBucket(callId, `CHANGE#${callId}#${momentKey(observedAt)}`);
export const lateKey = (callId: string, observedAt: number) =>
  inBucket(callId, `LATE#${callId}#${momentKey(observedAt)}`);
/** Users of a version with too many for its own item. */
export const usersKey = (callId: string, observedAt: number) =>
  inBucket(callId, `USERS#${callId}#${momentKey(observedAt)}`);

export const bucketPartition = (bucket: string) => `BUCKET#${bucket}`;
export const seenPartition = (bucket: string) => `SEEN#${bucket}`;

/** Receipts that name this call alone. */
export const ownReceipts = (callId: string) => `CALL#${callId}#`;

/**
 * A receipt of one call lies with that call, so that it is found however many there are of others; one of several calls
 * lies with the bucket. The digest tells receipts of one answer with different calls apart: none ever replaces another.
 */
export function receiptKey({ bucket, slot, callIds, versions }: Receipt): Key {
  const digest = digestOf([...callIds, ...versions].join()).slice(0, 8);
  const [callId = '', ...others] = callIds;
  const place = others.length > 0 ? '' : ownReceipts(callId);
  return { pk: seenPartition(bucket), sk: `${place}${momentKey(slot)}#${digest}` };
}
/** What a receipt's key tells of it. */
export const bucketAndSlot = ({ pk, sk }: Key): Pick<Receipt, 'bucket' | 'slot'> => ({
  bucket: afterHash(pk),
  slot: Number(sk.split('#').at(-2)),
});

export const postingsKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'BUCKETS' });

const feedShards = 8;

/** The feed of one day is spread over shards; what an entry is about tells entries of the same moment apart. */
export function feedKey(recordedAt: number, about: string): Key {
  const digest = digestOf(about).slice(0, 32);
  const shard = Number.parseInt(digest.slice(0, 2), 16) % feedShards;
  return {
    pk: `FEED#${dayOf(recordedAt)}#${shard}`,
    sk: `${momentKey(recordedAt)}#${digest}`,
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
/** How often a chunk was begun without coming to an end. */
export const triesKey = (auditId: string, chunk: number): Key => ({
  pk: auditPartition(auditId),
  sk: `TRIES#${chunkKey(chunk)}`,
});
/** Changes of a chunk lie in as many parts as their users need. */
export const chunkChangesKey = (auditId: string, chunk: number, part: number): Key => ({
  pk: auditPartition(auditId),
  sk: `CHANGES#${chunkKey(chunk)}#${part.toString().padStart(3, '0')}`,
});
/** A change that its audit's chunk does not know of: after those of all chunks. */
export const auditChangeKey = ({ auditId, callId, observedAt }: Omit<Change, 'previous'>): Key => ({
  pk: auditPartition(auditId),
  sk: `CHANGES#CALL#${callId}#${momentKey(observedAt)}`,
});
export const allChunkChanges = { from: 'CHANGES#', to: 'CHANGES#~' };
export const progressKey = (auditId: string, shard: number): Key => ({
  pk: auditPartition(auditId),
  sk: `PROGRESS#${shard.toString().padStart(3, '0')}`,
});
const afterHash = (key: string) => key.slice(key.indexOf('#') + 1);
/** The chunk in a key such as `EVIDENCE#000012`. */
export const chunkOfKey = (sk: string) => Number(afterHash(sk));
/** The audit or the check that evidence belongs to. */
export const auditOfEvidence = ({ pk, sk }: Key) => afterHash(pk.startsWith('AUDIT#') ? pk : sk);

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
export const unsettledKey: Key = { pk: 'WORK', sk: 'UNSETTLED' };

export const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
