import { parseArgs } from 'node:util';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { rebuild } from './rebuild';

/**
 * `npm run rebuild -- --table NAME [--write]`: whether every state follows from the stored evidence, and the repair.
 * Ends with status 1 if states are missing or different and were not written, or if no evidence is about some.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { table: { type: 'string' }, write: { type: 'boolean', default: false } },
  });
  if (!values.table) throw new Error('name the table: --table NAME');
  const report = await rebuild(dynamoClient(), values.table, { write: values.write });
  console.log(JSON.stringify(report));
  const open = report.missing + report.different + report.unfounded - report.written;
  process.exitCode = open > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'the rebuild failed');
  process.exitCode = 2;
});
