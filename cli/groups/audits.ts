import type { Command } from 'commander';
import type { AuditOptions } from '../commands/audit';
import type { CheckOptions } from '../commands/check';
import type { Verb } from '../commands/control';
import type { StatusOptions } from '../commands/status';
import type { Run } from '../program';

// Commands are imported when they run: the start stays short.

/** Commands that ask Gong. */
export function addAudits(program: Command, run: Run): void {
  program
    .command('check')
    .description('who has access to up to 300 calls now; asks Gong')
    .argument('<callIds...>')
    .option('--max-age <seconds>', 'let the ledger answer where it is younger than this')
    .action((ids: string[], options: CheckOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/check')).check(context, ids, options),
      ),
    );
  program
    .command('audit')
    .description('audit the calls in a file, of a time, of a list in S3, or all known ones')
    .argument('[file]', 'plain, CSV or JSON Lines; - for standard input')
    .option('--from <time>', 'calls that Gong lists from then on, instead of a file')
    .option('--to <time>', 'and before then (default: now)')
    .option('--workspace <id>', 'and of this workspace')
    .option('--list <place>', 's3://bucket/key, or a key in the stack’s bucket of lists')
    .option('--known', 'every call that the ledger knows')
    .option('--label <text>', 'what the audit is for')
    .option('--idempotency-key <key>', 'the same key and calls are the same audit')
    .option('--dry-run', 'only say what it would cost')
    .option('--wait', 'wait for the end (default on a terminal)')
    .option('--no-wait', 'return at once')
    .action((file: string | undefined, options: AuditOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/audit')).startAudit(context, file, options, Date.now),
      ),
    );
  program
    .command('status')
    .description('progress and totals of audits, or the newest audits')
    .argument('[auditIds...]')
    .option('--wait', 'follow them to their end')
    .action((auditIds: string[], options: StatusOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/status')).status(context, auditIds, options, Date.now),
      ),
    );
  for (const [verb, description] of verbs) {
    program
      .command(verb)
      .description(description)
      .argument('<auditIds...>')
      .action((auditIds: string[], _options: object, command: Command) =>
        run(command, async (context) =>
          (await import('../commands/control')).control(context, verb, auditIds),
        ),
      );
  }
}

const verbs: readonly (readonly [Verb, string])[] = [
  ['pause', 'let audits wait until they are resumed'],
  ['resume', 'let paused audits go on'],
  ['cancel', 'end audits; what was not checked counts as failed'],
];
