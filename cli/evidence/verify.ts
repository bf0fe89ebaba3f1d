import * as v from 'valibot';
import { addTotals, noTotals, sumOfTotals } from '../../lambdas/domain/audit';
import { rootHash, sha256 } from '../../lambdas/domain/evidence-part';
import { type Manifest, manifest as manifestSchema } from '../api/evidence';
import type { Totals } from '../api/shapes';
import { part as partSchema, totalsOfPart } from './part';

/** What the check of an evidence file found. */
export interface Verdict {
  /** Absent if the file has none that can be read. */
  readonly manifest?: Manifest;
  readonly parts: number;
  /** Counted again from Gong's answers. */
  readonly totals: Totals;
  /** Everything that does not match; empty if the evidence holds. */
  readonly mismatches: readonly string[];
  /** Whose signature the manifest has, if a seal was checked and holds. */
  readonly sealed?: { readonly keyId: string };
}

/** Computes every hash and total again, in bounded memory; a part may stand anywhere in the file. */
export async function verifyEvidence(lines: AsyncIterable<string>): Promise<Verdict> {
  const hashes = new Map<number, string>();
  const mismatches: string[] = [];
  let totals: Totals = noTotals;
  let manifest: Manifest | undefined;
  let number = 0;
  for await (const line of lines) {
    number++;
    const read = lineOf(line);
    if (read === undefined) mismatches.push(`line ${number} is neither a part nor a manifest`);
    else if ('manifest' in read) manifest = read.manifest;
    else {
      if (hashes.has(read.part)) mismatches.push(`part ${read.part} is there twice`);
      hashes.set(read.part, sha256(line));
      if (read.totals) totals = addTotals(totals, read.totals);
      else mismatches.push(`part ${read.part} holds an answer that is not Gong's`);
    }
  }
  if (!manifest) mismatches.push('there is no manifest');
  else mismatches.push(...compared(manifest, hashes, totals));
  return { parts: hashes.size, totals, mismatches, ...(manifest && { manifest }) };
}

function lineOf(line: string) {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const asManifest = v.safeParse(v.strictObject({ manifest: manifestSchema }), value);
  if (asManifest.success) return asManifest.output;
  const asPart = v.safeParse(partSchema, value);
  return asPart.success
    ? { part: asPart.output.part, totals: totalsOrNone(asPart.output) }
    : undefined;
}

function totalsOrNone(part: v.InferOutput<typeof partSchema>): Totals | undefined {
  try {
    return totalsOfPart(part);
  } catch {
    return undefined;
  }
}

function compared(manifest: Manifest, hashes: ReadonlyMap<number, string>, totals: Totals) {
  const { parts } = manifest;
  const root = rootHash(parts.map(({ sha256: hash }) => hash));
  const known = new Set(parts.map(({ part }) => part));
  return [
    ...(root === manifest.rootHash ? [] : ['the root hash is not that of the parts’ hashes']),
    ...parts.flatMap(({ part, sha256: hash }) => {
      const found = hashes.get(part);
      if (found === undefined) return [`part ${part} is missing`];
      return found === hash ? [] : [`part ${part} was altered`];
    }),
    ...[...hashes.keys()]
      .filter((part) => !known.has(part))
      .map((part) => `part ${part} is not in the manifest`),
    ...comparedTotals(manifest, totals),
  ];
}

/** What has expired cannot be counted again: the answers that are left may then tell less, and never more. */
function comparedTotals(manifest: Manifest, counted: Totals): string[] {
  const { totals: said, audit, complete, expiredParts = [] } = manifest;
  const isWhole = expiredParts.length === 0;
  const names = ['granted', 'none', 'notReturned', 'notFound', 'failed'] as const;
  const different = names
    .filter((name) => (isWhole ? said[name] !== counted[name] : said[name] < counted[name]))
    .map((name) => `${name}: the manifest says ${said[name]}, the answers ${counted[name]}`);
  const sum = sumOfTotals(said);
  return (complete || !isWhole) && sum !== audit.requested
    ? [...different, `the totals add up to ${sum} of ${audit.requested} calls`]
    : different;
}
