import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import type { Evidence, EvidenceRef } from '../../domain/evidence';
import type { PartDigest } from '../../domain/evidence-part';
import { packIds, unpackIds } from '../../domain/id-packing';
import { inParallel } from '../../domain/in-parallel';
import type { EvidenceStore, PendingCheck, StoredEvidence } from '../../domain/ports';
import { checkKey, chunkItemKey, chunkOfKey, evidenceKey, type Key, pendingKey } from './keys';
import { expiry, partExpiry, type Retention } from './retention';
import { collect, type Item, type Table } from './table';

/** DynamoDB's items end at 400 KB. */
const bytesAnItem = 350_000;

const text = v.string();
const run = { from: v.number(), to: v.number() };
const evidenceSchema = v.object({
  answers: v.array(
    v.object({
      ...run,
      kind: v.picklist(['answered', 'not-found']),
      slot: v.number(),
      requestId: text,
      body: text,
      remembered: v.exactOptional(v.boolean()),
    }),
  ),
  gaps: v.array(v.object({ ...run, reason: text })),
});
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const item = v.object({
  packed: bytes,
  parts: v.optional(v.array(text)),
  calls: v.optional(bytes),
});
const digestSchema = v.object({
  calls: v.number(),
  requests: v.number(),
  sha256: v.pipe(
    bytes,
    v.transform((digest) => Buffer.from(digest).toString('hex')),
  ),
});
const pendingSchema = v.object({
  checkId: text,
  evidence: v.object({ pk: text, sk: text }),
  observedAt: v.number(),
});

/**
 * Gong's answers as received, compressed. What does not fit one item lies in parts, written first and named by the
 * item, whose put commits them all.
 */
export class DynamoEvidenceStore implements EvidenceStore {
  constructor(
    private readonly table: Table,
    private readonly retention: Retention = {},
  ) {}

  async commitChunk(
    auditId: string,
    chunk: number,
    evidence: Evidence,
    { sha256, ...counts }: PartDigest,
  ): Promise<Evidence> {
    const key = evidenceKey(auditId, chunk);
    const digest = { ...counts, sha256: Buffer.from(sha256, 'hex') };
    const whole = { ...(await this.toItem(key, evidence)), digest };
    if (await this.table.putIfAbsent(whole)) return evidence;
    const stored = await this.table.get(key);
    if (!stored) throw new Error('stored evidence has vanished');
    return this.fromItem(key.pk, stored);
  }

  async putCheck(check: {
    checkId: string;
    requestedBy: string;
    observedAt: number;
    stored: StoredEvidence;
  }): Promise<EvidenceRef> {
    const { checkId, requestedBy, observedAt, stored } = check;
    const key = checkKey(observedAt, checkId);
    const calls = packIds(stored.callIds);
    const whole = await this.toItem(key, stored.evidence);
    await this.table.putIfAbsent({ ...whole, checkId, requestedBy, calls });
    return key;
  }

  refOf(auditId: string, chunk: number): EvidenceRef {
    return evidenceKey(auditId, chunk);
  }

  async evidence({ pk, sk }: EvidenceRef): Promise<StoredEvidence | undefined> {
    const stored = await this.table.get({ pk, sk });
    if (!stored) return undefined;
    const calls = v.parse(item, stored).calls ?? (await this.callsOfChunk(pk, sk));
    return { callIds: unpackIds(calls), evidence: await this.fromItem(pk, stored) };
  }

  private async callsOfChunk(pk: string, sk: string): Promise<Uint8Array> {
    const auditId = pk.slice(pk.indexOf('#') + 1);
    const chunk = await this.table.get(chunkItemKey(auditId, chunkOfKey(sk)));
    return v.parse(bytes, chunk?.calls);
  }

  async ofChunks(auditId: string, from: number, to: number): Promise<Map<number, Evidence>> {
    const { pk, sk } = evidenceKey(auditId, from);
    const items = await collect(this.table.between(pk, sk, evidenceKey(auditId, to - 1).sk));
    const read = await inParallel(4, items, async (stored) => {
      return [chunkOfKey(String(stored.sk)), await this.fromItem(pk, stored)] as const;
    });
    return new Map(read);
  }

  async digests(auditId: string, from: number, to: number): Promise<Map<number, PartDigest>> {
    const { pk, sk } = evidenceKey(auditId, from);
    const items = this.table.between(pk, sk, evidenceKey(auditId, to - 1).sk, {
      ProjectionExpression: 'sk, #digest',
      ExpressionAttributeNames: { '#digest': 'digest' },
    });
    const digests = new Map<number, PartDigest>();
    for await (const stored of items) {
      digests.set(chunkOfKey(String(stored.sk)), v.parse(digestSchema, stored.digest));
    }
    return digests;
  }

  async notePending(check: PendingCheck): Promise<void> {
    await this.changePending('ADD', check);
  }

  async clearPending(check: PendingCheck): Promise<void> {
    await this.changePending('DELETE', check);
  }

  private async changePending(verb: 'ADD' | 'DELETE', check: PendingCheck): Promise<void> {
    await this.table.update(pendingKey, {
      UpdateExpression: `${verb} #checks :checks`,
      ExpressionAttributeNames: { '#checks': 'checks' },
      ExpressionAttributeValues: { ':checks': new Set([pendingText(check)]) },
    });
  }

  async pending(): Promise<PendingCheck[]> {
    const stored = await this.table.get(pendingKey);
    const checks = v.parse(v.optional(v.set(text)), stored?.checks) ?? new Set();
    return [...checks].map((check) => v.parse(pendingSchema, JSON.parse(check)));
  }

  private async toItem(key: Key, evidence: Evidence): Promise<Key & Item> {
    const packed = deflateRawSync(JSON.stringify(evidence), { level: 9 });
    const { retention } = this;
    const observedAt = Math.max(0, ...evidence.answers.map((answer) => answer.slot));
    const goes = observedAt > 0 ? expiry(retention, observedAt) : {};
    if (packed.length <= bytesAnItem) return { ...key, packed, ...goes };
    const slot = evidence.answers[0]?.slot ?? 0;
    const parts: (Key & Item)[] = [];
    for (let at = bytesAnItem; at < packed.length; at += bytesAnItem) {
      const sk = `PART#${key.sk}#${slot}#${parts.length + 1}`;
      const piece = packed.subarray(at, at + bytesAnItem);
      parts.push({ pk: key.pk, sk, packed: piece, ...partExpiry(retention, observedAt) });
    }
    for (const part of parts) await this.table.put(part);
    const first = packed.subarray(0, bytesAnItem);
    return { ...key, packed: first, parts: parts.map(({ sk }) => sk), ...goes };
  }

  private async fromItem(pk: string, stored: Item): Promise<Evidence> {
    const { packed, parts = [] } = v.parse(item, stored);
    const rest = await inParallel(4, parts, async (sk) => {
      const part = await this.table.get({ pk, sk });
      return v.parse(bytes, part?.packed);
    });
    const whole = inflateRawSync(Buffer.concat([packed, ...rest])).toString('utf8');
    return v.parse(evidenceSchema, JSON.parse(whole));
  }
}

/** One text a check, whichever way the object's keys are ordered: a set must find it again. */
const pendingText = ({ checkId, evidence, observedAt }: PendingCheck) =>
  JSON.stringify({ checkId, evidence: { pk: evidence.pk, sk: evidence.sk }, observedAt });
