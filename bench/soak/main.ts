import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { start } from '../../scripts/running';
import { writeBetween } from '../../scripts/write-between';
import { memoryOf } from './memory';
import { mixOf } from './mix';
import { report, samplesAMinute } from './report';
import { Tally } from './tally';
import { offer } from './traffic';

/** How long what was accepted may take to end once no more comes, milliseconds. */
const patience = 120_000;
const document = join(__dirname, '..', '..', 'docs', 'soak.md');

/**
 * Offers the local stage far more than it takes, for some minutes: `npm run bench:soak`, with `--write` the figures go
 * into docs/soak.md. `--offered` and `--accepted` are requests a second: what is accepted, two cores must be able to
 * finish. Fails if anything that was accepted is lost, or a refusal does not say when to come again.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '4' },
      offered: { type: 'string', default: '1000' },
      accepted: { type: 'string', default: '30' },
      write: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.minutes) * 60;
  const limits = ['--context', `apiRequestsPerSecond=${values.accepted}`];
  const gong = ['--gong-rps', '100', '--gong-daily', '10000000'];
  const world = ['--gong-option', 'shareUnknown=0', '--gong-option', 'changesPerCallAndDay=2000'];
  const stage = await start(
    process.execPath,
    ['--import', 'tsx', 'local/main.ts', '--quiet', '--port', '0', ...limits, ...gong, ...world],
    process.env,
    /Ready:\s+(http:\S+)/,
  );
  try {
    const url = stage.said[1] ?? '';
    const tally = new Tally();
    const memory: ReturnType<typeof memoryOf>[] = [];
    const clock = setInterval(() => memory.push(memoryOf(stage.pid)), 60_000 / samplesAMinute);
    await offer(url, Number(values.offered), seconds, mixOf(), (sent) => tally.take(sent));
    clearInterval(clock);
    const lost = await unfinished(url, tally.audits);
    const text = report({ tally, memory, seconds, lost });
    process.stdout.write(text);
    if (values.write) writeBetween(document, '<!-- figures -->', '<!-- end -->', text);
    process.exitCode = lost === 0 && tally.problems.length === 0 ? 0 : 1;
  } finally {
    await stage.stop();
  }
}

/** Accepted audits that do not end with every call observed. */
async function unfinished(url: string, audits: readonly string[]): Promise<number> {
  let left = [...new Set(audits)];
  for (const until = Date.now() + patience; left.length > 0 && Date.now() < until; ) {
    const states = await Promise.all(left.slice(0, 20).map((auditId) => isComplete(url, auditId)));
    left = left.filter((_, n) => !states[n]);
    await sleep(500);
  }
  return left.length;
}

async function isComplete(url: string, auditId: string): Promise<boolean> {
  const response = await fetch(`${url}/audits/${auditId}`);
  const { status, requested, totals } = (await response.json()) as {
    status?: string;
    requested?: number;
    totals?: Record<string, number>;
  };
  const counted = Object.values(totals ?? {}).reduce((sum, count) => sum + count, 0);
  return status === 'completed' && counted === requested && totals?.failed === 0;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
