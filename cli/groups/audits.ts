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
    .description('audit the calls in a file (- for standard input): plain, CSV or JSON Lines')
    .argument('<file>')
    .option('--label <text>', 'what the audit is for')
    .option('--idempotency-key <key>', 'the same key and list is the same audit')
    .option('--dry-run', 'only say what it would cost')
    .option('--wait', 'wait for the end (default on a terminal)')
    .option('--no-wait', 'return at once')
    .action((file: string, options: AuditOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/audit')).startAudit(context, file, options, Date.now),
      ),
    );
  program
    .command('status')
    .description('an audit’s progress and totals, or the newest audits')
    .argument('[auditId]')
    .option('--wait', 'follow it to its end')
    .action((auditId: string | undefined, options: StatusOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/status')).status(context, auditId, options, Date.now),
      ),
    );
  for (const [verb, description] of verbs) {
    program
      .command(verb)
      .description(description)
      .argument('<auditId>')
      .action((auditId: string, _options: object, command: Command) =>
        run(command, async (context) =>
          (await import('../commands/control')).control(context, verb, auditId),
        ),
      );
  }
}

const verbs: readonly (readonly [Verb, string])[] = [
  ['pause', 'let an audit wait until it is resumed'],
  ['resume', 'let a paused audit go on'],
  ['cancel', 'end an audit; what was not checked counts as failed'],
];
