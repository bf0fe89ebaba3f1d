import type { Command } from 'commander';
import type { AtOptions } from '../commands/access';
import type { ChangesOptions } from '../commands/changes';
import type { CompareOptions } from '../commands/compare';
import type { Run } from '../program';

const at = [
  '--at <time>',
  'as of 2026-03-31, 2026-03-31T17:00:00Z, or 7d for seven days ago',
] as const;

/** Commands that read the ledger; none of them asks Gong. */
export function addReading(program: Command, run: Run): void {
  program
    .command('access')
    .description('who has access to a call, by the ledger, now or at a moment')
    .argument('<callId>')
    .option(...at)
    .action((callId: string, options: AtOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/access')).callAccess(context, callId, options, Date.now),
      ),
    );
  program
    .command('history')
    .description('everything observed of a call, and each user’s intervals of access')
    .argument('<callId>')
    .action((callId: string, _options: object, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/history')).callHistory(context, callId),
      ),
    );
  program
    .command('user')
    .description('the calls that a user has, or had at a moment, access to')
    .argument('<userId>')
    .option(...at)
    .action((userId: string, options: AtOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/user')).listUserCalls(context, userId, options, Date.now),
      ),
    );
  program
    .command('changes')
    .description('what was granted and revoked')
    .option('--since <time>', 'over all calls since then (default: 1d, the last day)')
    .option('--audit <auditId>', 'found by one audit')
    .action((options: ChangesOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/changes')).listChanges(context, options, Date.now),
      ),
    );
  program
    .command('compare')
    .description('what differs between two audits')
    .argument('<auditId>')
    .argument('<otherAuditId>')
    .option('--fail-on-change', 'exit with 1 if anything differs')
    .action((auditId: string, other: string, options: CompareOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/compare')).compare(context, auditId, other, options),
      ),
    );
}
