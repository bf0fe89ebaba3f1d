import { openCloud } from './local-cloud';
import { run } from './running';

/** `tsx scripts/with-local-cloud.ts COMMAND…`: runs a command with a local cloud, whose DynamoDB it is told of. */
async function main([command, ...args]: string[]): Promise<void> {
  if (!command) throw new Error('which command?');
  const cloud = await openCloud(process.env);
  try {
    await run(command, args, { ...cloud.environment, DYNAMODB_ENDPOINT: cloud.endpoint });
  } finally {
    await cloud.stop();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
