import { incompleteText } from '../api/evidence';
import type { LocalContext } from '../context';
import { type SealFiles, sealVerdict } from '../evidence/seal';
import { type Verdict, verifyEvidence } from '../evidence/verify';
import { type ExitCode, exitCodes } from '../exit-codes';
import { linesOf } from '../input/lines';
import { count } from '../output/format';
import { facts } from '../output/table';
import type { Paint } from '../output/terminal';

/** Mismatches that are shown to people; `--json` has all. */
const shown = 20;

/** Checks exported evidence, and that it is what was sealed. Needs no network and no credentials. */
export async function verify(
  context: LocalContext,
  file: string,
  options: SealFiles,
): Promise<ExitCode> {
  const seal = sealVerdict(options);
  const verdict = seal(await verifyEvidence(linesOf(file, process.stdin)));
  context.print(verdict, () => verdictText(verdict, context.terminal.paint));
  const { mismatches, manifest } = verdict;
  const isWhole = manifest !== undefined && incompleteText(manifest) === undefined;
  return mismatches.length === 0 && isWhole ? exitCodes.ok : exitCodes.finding;
}

function verdictText(
  { manifest, parts, totals, mismatches, sealed }: Verdict,
  paint: Paint,
): string {
  const incomplete = manifest && incompleteText(manifest);
  const about = facts(
    [
      ['audit', manifest?.audit.auditId],
      ['root hash', manifest && `sha256:${manifest.rootHash}`],
      ['parts', count(parts)],
      [
        'totals',
        Object.entries(totals)
          .map(([name, n]) => `${name} ${count(n)}`)
          .join(', '),
      ],
      ['coverage', manifest?.coverage],
      ['seal', sealed && `signed by ${sealed.keyId}`],
      ['complete', manifest && (incomplete === undefined ? 'yes' : `no: ${incomplete}`)],
    ],
    paint,
  );
  if (mismatches.length === 0) {
    const holds =
      incomplete === undefined
        ? paint('green', 'The evidence holds.')
        : paint('yellow', 'What is there holds; it is not all of the evidence.');
    return `${about}\n\n${holds}`;
  }
  const more = mismatches.length > shown ? [`and ${count(mismatches.length - shown)} more`] : [];
  return [
    about,
    '',
    paint('red', 'The evidence does not hold:'),
    ...mismatches.slice(0, shown),
    ...more,
  ].join('\n');
}
