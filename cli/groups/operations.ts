import type { Command } from 'commander';
import type { DoctorOptions } from '../commands/doctor';
import type { RedriveOptions } from '../commands/redrive';
import type { Run } from '../program';

/** Commands for operators. */
export function addOperations(program: Command, run: Run): void {
  program
    .command('quota')
    .description('Gong’s budget: the day, what is spent and left of it, the breaker')
    .action((_options: object, command: Command) =>
      run(command, async (context) => (await import('../commands/quota')).showQuota(context)),
    );
  program
    .command('redrive')
    .description('give chunks that failed for good back to the queue')
    .option('--dry-run', 'only show them')
    .option('--queue-url <url>', 'where they go (default: from --stack, or the local stage)')
    .option('--dead-letter-queue-url <url>', 'where they are')
    .action((options: RedriveOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/redrive')).redrive(context, options),
      ),
    );
  program
    .command('doctor')
    .description('is everything in order: the API, the key, its scope, the IP address, the day')
    .option('--call <callId>', 'the call to ask Gong about (default: one from the newest audit)')
    .option('--no-probe', 'spend no request to Gong')
    .action((options: DoctorOptions, command: Command) =>
      run(command, async (context) =>
        (await import('../commands/doctor')).doctor(context, options),
      ),
    );
}
