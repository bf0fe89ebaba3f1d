import * as v from 'valibot';
import type { Receipt } from '../../domain/call-state';
import { packIds, unpackIds } from '../../domain/id-packing';
import { auditOfEvidence, bucketAndSlot, type Key, receiptKey } from './keys';
import type { Item } from './table';
import { packVersions, unpackVersions } from './version-packing';

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const receiptItem = v.object({
  pk: v.string(),
  sk: v.string(),
  requestId: v.string(),
  evidence: v.object({ pk: v.string(), sk: v.string() }),
  callIds: v.pipe(bytes, v.transform(unpackIds)),
  versions: v.pipe(bytes, v.transform(unpackVersions)),
});

/** What the keys already tell is left out: with 100 calls the item then fits one write unit. */
export function toReceiptItem(receipt: Receipt): Key & Item {
  const { requestId, evidence, callIds, versions } = receipt;
  const sorted = [...callIds].sort();
  return {
    ...receiptKey(receipt),
    requestId,
    evidence,
    callIds: packIds(callIds),
    versions: packVersions(versions),
    first: sorted[0],
    last: sorted.at(-1),
  };
}

export function fromReceiptItem(item: Item): Receipt {
  const { pk, sk, ...receipt } = v.parse(receiptItem, item);
  return { ...bucketAndSlot({ pk, sk }), auditId: auditOfEvidence(receipt.evidence), ...receipt };
}
