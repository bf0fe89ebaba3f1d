import { bucketOf } from './call-ids';

/** Four bits a digit, each one higher than the digit: a shorter ID sorts before those that it begins. */
const bytesAnId = 10;
const digitsAnId = 2 * bytesAnId;

/**
 * Call IDs in a few bytes each (about 12 MB a million), by bucket. As strings in a set a million take ten times as
 * much, and an ID cut out of a line holds on to the text around it.
 */
export class CallIdCollection {
  /** IDs added, duplicates included. */
  added = 0;
  private readonly buckets = new Map<string, PackedIds>();

  add(callId: string): void {
    const name = bucketOf(callId);
    let bucket = this.buckets.get(name);
    if (!bucket) {
      bucket = new PackedIds();
      this.buckets.set(name, bucket);
    }
    bucket.add(callId);
    this.added += 1;
  }

  /** IDs, each once. */
  count(): number {
    let count = 0;
    for (const bucket of this.buckets.values()) count += new Set(bucket).size;
    return count;
  }

  /** The IDs once each, in ledger order. */
  *inLedgerOrder(): Generator<string> {
    for (const name of [...this.buckets.keys()].sort()) {
      yield* [...new Set(this.buckets.get(name))].sort();
    }
  }

  /** The IDs once each, in ledger order, cut into pieces of `size`. */
  *inPieces(size: number): Generator<string[]> {
    let piece: string[] = [];
    for (const callId of this.inLedgerOrder()) {
      piece.push(callId);
      if (piece.length < size) continue;
      yield piece;
      piece = [];
    }
    if (piece.length > 0) yield piece;
  }
}

class PackedIds implements Iterable<string> {
  private bytes = Buffer.alloc(16 * bytesAnId);
  private count = 0;

  add(callId: string): void {
    const start = this.count * bytesAnId;
    if (start === this.bytes.length) this.bytes = Buffer.concat([this.bytes], 2 * start);
    for (let at = 0; at < callId.length; at += 2) {
      this.bytes[start + at / 2] = (nibble(callId, at) << 4) | nibble(callId, at + 1);
    }
    this.count += 1;
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let n = 0; n < this.count; n++) yield this.unpack(n * bytesAnId);
  }

  private unpack(start: number): string {
    let callId = '';
    for (let at = 0; at < digitsAnId; at++) {
      const byte = this.bytes[start + (at >> 1)] ?? 0;
      const packed = at % 2 === 0 ? byte >> 4 : byte & 15;
      if (packed === 0) break;
      callId += String(packed - 1);
    }
    return callId;
  }
}

const nibble = (callId: string, at: number) =>
  at < callId.length ? callId.charCodeAt(at) - 47 : 0;
