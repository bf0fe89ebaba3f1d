import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startLocalStage } from '../../local/stage';
import { memoryOf } from './memory';
import { mixOf } from './mix';
import { Tally } from './tally';
import { offer } from './traffic';

/** Requests a second that are offered: ten times what the stage lets through. */
const rate = 1_000;
const document = join(__dirname, '..', '..', 'docs', 'soak.md');

/**
 * Offers the local stage far more than it takes, for some minutes: `npm run bench:soak -- --minutes 3`, with `--write`
 * the figures go into docs/soak.md. Fails if anything that was accepted is lost, or a refusal does not say when to come
 * again.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.minutes) * 60;
  const stage = await startLocalStage({
    gongRequestsPerSecond: 100,
    gongRequestsPerDay: 10_000_000,
    gongOptions: { shareUnknown: 0, changesPerCallAndDay: 2_000 },
  });
  const tally = new Tally();
  const memory: number[] = [];
  try {
    const clock = setInterval(() => memory.push(memoryOf(process.pid)), 5_000);
    await offer(stage.url, rate, seconds, mixOf(), (sent) => tally.take(sent));
    clearInterval(clock);
    const lost = await unfinished(stage.url, tally.audits);
    const text = report(tally, memory, seconds, lost);
    process.stdout.write(text);
    if (values.write) writeIn(text);
    process.exitCode = lost === 0 && tally.problems.length === 0 ? 0 : 1;
  } finally {
    await stage.stop();
  }
}

/** Accepted audits that do not end with every call observed, though they have two minutes. */
async function unfinished(url: string, audits: readonly string[]): Promise<number> {
  let left = [...new Set(audits)];
  for (const until = Date.now() + 120_000; left.length > 0 && Date.now() < until; ) {
    const states = await Promise.all(left.slice(0, 20).map((auditId) => stateOf(url, auditId)));
    left = left.filter((_, n) => states[n] !== 'completed');
    await sleep(500);
  }
  return left.length;
}

async function stateOf(url: string, auditId: string): Promise<string> {
  const response = await fetch(`${url}/audits/${auditId}`);
  const { status, requested, totals } = (await response.json()) as {
    status?: string;
    requested?: number;
    totals?: Record<string, number>;
  };
  const seen = Object.values(totals ?? {}).reduce((sum, count) => sum + count, 0);
  return seen === requested && totals?.failed === 0 ? String(status) : 'running';
}

function report(tally: Tally, memory: readonly number[], seconds: number, lost: number): string {
  const minute = 12;
  const mean = (values: readonly number[]) =>
    Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
  const statuses = Object.entries(tally.statuses).map(([status, count]) => `${status}: ${count}`);
  const rows = [
    ['offered', `${tally.offered} (${Math.round(tally.offered / seconds)} a second)`],
    ['accepted', `${tally.accepted} (${Math.round(tally.accepted / seconds)} a second)`],
    ['shed with 429 and Retry-After', tally.shed],
    ['audits accepted', tally.audits.length],
    ['audits lost or incomplete', lost],
    ['answers by status', statuses.join(', ')],
    ['p50 of the accepted', `${tally.percentile(0.5)} ms`],
    ['p99 of the accepted', `${tally.percentile(0.99)} ms`],
    ['memory, second minute', `${mean(memory.slice(minute, 2 * minute))} MB`],
    ['memory, last minute', `${mean(memory.slice(-minute))} MB`],
  ];
  const table = rows.map(([name, value]) => `| ${name} | ${value} |`);
  const problems = tally.problems.map((problem) => `PROBLEM ${problem}`);
  return `${['| what | figure |', '|---|---|', ...table, ...problems].join('\n')}\n`;
}

/** Between the two marks of the document. */
function writeIn(text: string): void {
  const whole = readFileSync(document, 'utf8');
  const [head = '', rest = ''] = whole.split('<!-- figures -->\n');
  const [, tail = ''] = rest.split('<!-- end -->');
  writeFileSync(document, `${head}<!-- figures -->\n${text}<!-- end -->${tail}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
