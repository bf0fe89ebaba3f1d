import { text } from 'node:stream/consumers';

/** The worker's side of `runScript`. */
export async function runJob<Job>(work: (job: Job) => Promise<object>): Promise<void> {
  const result = await work(JSON.parse(await text(process.stdin)));
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}
