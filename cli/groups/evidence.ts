import type { Command } from 'commander';
import { Option } from 'commander';
import type { ExportOptions } from '../commands/export';
import type { ReportOptions } from '../commands/report';
import type { SealFiles } from '../evidence/seal';
import type { Run } from '../program';

const enrichOption = () =>
  new Option(
    '--enrich [what]',
    'ask Gong for names of users and titles of calls, or only one',
  ).choices(['users', 'calls']);
const gongUrl = ['--gong-url <url>', 'where --enrich asks (or GONG_URL)'] as const;

/** Commands for auditors: what leaves the system, and proves itself. */
export function addEvidence(program: Command, run: Run): void {
  program
    .command('report')
    .description('an audit as a page for an external auditor, or as CSV or JSON Lines')
    .argument('<auditId>')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .addOption(new Option('--format <format>').choices(['html', 'csv', 'jsonl']).default('html'))
    .addOption(enrichOption())
    .option(...gongUrl)
    .action((auditId: string, options: ReportOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/report')).report(context, auditId, options, Date.now),
      ),
    );
  program
    .command('export')
    .description('an audit’s evidence: Gong’s answers as received, and a manifest of hashes')
    .argument('<auditId>')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .addOption(enrichOption())
    .option(...gongUrl)
    .action((auditId: string, options: ExportOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/export')).exportEvidence(context, auditId, options, Date.now),
      ),
    );
  program
    .command('verify')
    .description('check exported evidence: hashes, totals, completeness; needs no network')
    .argument('<file>')
    .option('--seal <file>', 'the signed manifest from the bucket of seals, to compare with')
    .option(
      '--public-key <file>',
      'the key that the seal is checked with: PEM, DER, or base64 as KMS gives it',
    )
    .action((file: string, options: SealFiles, command: Command) =>
      run.local(command, async (context) =>
        (await import('../commands/verify')).verify(context, file, options),
      ),
    );
}
