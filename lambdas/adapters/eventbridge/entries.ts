import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

const mostEntries = 10;
/** Of one request, by the published rule below. Larger ones are possible by now, but not everywhere. */
const mostBytes = 256 * 1024;
const longestDetailType = 128;

/**
 * An entry that breaks the bus's rules can be accepted and then dropped without a word, so they are checked here.
 * @throws Error naming the rule
 */
export function checkEntry(entry: PutEventsRequestEntry): PutEventsRequestEntry {
  const { DetailType: type = '' } = entry;
  if (type.length === 0 || type.length > longestDetailType) {
    throw new Error('not an event: its detail-type must have 1 to 128 characters');
  }
  if (sizeOf(entry) > mostBytes) throw new Error(`not an event: ${type} is over 256 KB`);
  return entry;
}

/** As few requests as the limits of PutEvents allow, in order. */
export function batchesOf(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const batches: PutEventsRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = sizeOf(entry);
    const batch = batches.at(-1);
    if (batch && batch.length < mostEntries && bytes + size <= mostBytes) {
      batch.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}

/** Source: EventBridge user guide, "Calculating PutEvents event entry size" (no time, no resources are sent). */
function sizeOf({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}
