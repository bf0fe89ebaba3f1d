/**
 * Packs IDs of up to 20 digits, leading zeros kept, order kept: runs of equal length, then each ID as a
 * fixed-width big-endian integer (8 bytes up to 19 digits, 9 for 20). 100 call IDs take about 803 bytes,
 * so that a chunk or a receipt fits one DynamoDB write unit.
 *
 * Format: version 1, then per run: digits (1 byte), count (2 bytes), the integers.
 */
const version = 1;
const longestRun = 0xffff;
const widthOf = (digits: number) => (digits < 20 ? 8 : 9);

export function packIds(ids: readonly string[]): Uint8Array {
  const runs = runsOfEqualLength(ids);
  const size = runs.reduce((sum, run) => sum + 3 + run.count * widthOf(run.digits), 1);
  const packed = Buffer.alloc(size);
  let at = packed.writeUInt8(version, 0);
  for (const run of runs) {
    at = packed.writeUInt8(run.digits, at);
    at = packed.writeUInt16BE(run.count, at);
    for (const id of ids.slice(run.start, run.start + run.count)) {
      let value = BigInt(id);
      if (widthOf(run.digits) === 9) {
        at = packed.writeUInt8(Number(value >> 64n), at);
        value &= 0xffff_ffff_ffff_ffffn;
      }
      at = packed.writeBigUInt64BE(value, at);
    }
  }
  return packed;
}

export function unpackIds(bytes: Uint8Array): string[] {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (packed[0] !== version) throw new RangeError(`unknown ID packing: version ${packed[0]}`);
  const ids: string[] = [];
  for (let at = 1; at < packed.length; ) {
    const digits = packed.readUInt8(at);
    const count = packed.readUInt16BE(at + 1);
    at += 3;
    for (let i = 0; i < count; i++) {
      let high = 0n;
      if (widthOf(digits) === 9) {
        high = BigInt(packed.readUInt8(at)) << 64n;
        at += 1;
      }
      ids.push((high | packed.readBigUInt64BE(at)).toString().padStart(digits, '0'));
      at += 8;
    }
  }
  return ids;
}

function runsOfEqualLength(ids: readonly string[]) {
  const runs: { start: number; digits: number; count: number }[] = [];
  ids.forEach((id, i) => {
    const run = runs.at(-1);
    if (run && run.digits === id.length && run.count < longestRun) run.count += 1;
    else runs.push({ start: i, digits: id.length, count: 1 });
  });
  return runs;
}
