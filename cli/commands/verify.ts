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
  return verdict.mismatches.length === 0 ? exitCodes.ok : exitCodes.finding;
}

function verdictText(
  { manifest, parts, totals, mismatches, sealed }: Verdict,
  paint: Paint,
): string {
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
      ['final', manifest && (manifest.complete ? 'yes' : 'no: the audit had not ended')],
    ],
    paint,
  );
  if (mismatches.length === 0) return `${about}\n\n${paint('green', 'The evidence holds.')}`;
  const more = mismatches.length > shown ? [`and ${count(mismatches.length - shown)} more`] : [];
  return [
    about,
    '',
    paint('red', 'The evidence does not hold:'),
    ...mismatches.slice(0, shown),
    ...more,
  ].join('\n');
}
