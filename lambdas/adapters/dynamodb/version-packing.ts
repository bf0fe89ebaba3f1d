/**
 * Packs the versions of a receipt's calls: runs of equal ones, each as version and length (LEB128, 7 bits a byte).
 * Calls whose access never changes are all at version 1, which takes 2 bytes.
 */
export function packVersions(versions: readonly number[]): Uint8Array {
  const runs: { version: number; length: number }[] = [];
  for (const version of versions) {
    const run = runs.at(-1);
    if (run?.version === version) run.length += 1;
    else runs.push({ version, length: 1 });
  }
  return Uint8Array.from(runs.flatMap(({ version, length }) => [...leb(version), ...leb(length)]));
}

export function unpackVersions(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0;
    scale = 1;
  }
  return numbers.flatMap((version, i) =>
    i % 2 === 0 ? new Array<number>(numbers[i + 1] ?? 0).fill(version) : [],
  );
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}
