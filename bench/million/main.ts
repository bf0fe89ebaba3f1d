import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LocalStage, startLocalStage } from '../../local/stage';

/**
 * `npm run bench:million [-- --calls N]`: one audit of very many calls on the local stage, Gong's limits raised. Prints the
 * time of each tenth, its processor time, memory of every process, and whether the totals reconcile. Ends with status 1 if
 * a promise is not kept: under 30 minutes for a million calls, under 512 MB for every process but the emulated database,
 * the last tenth no dearer than the first. Dearer is said of processor time: what else the machine does shows in the other.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000000' } } });
  const calls = Number(values.calls);
  // On disk: in memory the emulated database would hold all that is written.
  const data = mkdtempSync(join(tmpdir(), 'gong-access-audit-million-'));
  const stage = await startLocalStage({
    data,
    gongRequestsPerSecond: 100,
    gongRequestsPerDay: 10_000_000,
    gongOptions: { shareUnknown: 0 },
    fastSchedules: 4,
    maximumWorkers: 2,
  });
  try {
    process.exitCode = (await run(stage, calls)) ? 0 : 1;
  } finally {
    await stage.stop();
    rmSync(data, { recursive: true });
  }
}

/** What one request may name; more calls are several audits. */
const callsARequest = 200_000;

async function run(stage: LocalStage, calls: number): Promise<boolean> {
  const started = Date.now();
  const audits: string[] = [];
  for (let from = 0; from < calls; from += callsARequest) {
    const n = Math.min(callsARequest, calls - from);
    const callIds = Array.from(
      { length: n },
      (_, i) => `${800_000_000_000_000_000n + BigInt(from + i) * 7_919n}`,
    );
    audits.push((await post(stage, callIds)).auditId);
  }
  const accepted = Date.now();
  console.log(`${calls} calls accepted in ${seconds(accepted - started)} s`);
  const tenths: Tenth[] = [{ ms: 0, cpu: processorSeconds() }];
  let [peak, database] = [nothing, nothing];
  for (;;) {
    const views = await Promise.all(audits.map((auditId) => view(stage, auditId)));
    const checked = views.reduce((sum, { totals }) => sum + sumOf(totals), 0);
    while (tenths.length <= Math.floor((checked * 10) / calls)) {
      tenths.push({ ms: Date.now() - accepted, cpu: processorSeconds() });
      console.log(line(tenths));
    }
    const now = processes();
    peak = largest([peak, ...now.filter(({ process }) => !isDatabase(process))]);
    database = largest([database, ...now.filter(({ process }) => isDatabase(process))]);
    if (views.every(({ status }) => status.startsWith('completed') || status === 'failed')) {
      return report(calls, views, tenths, { peak, database }, Date.now() - accepted);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function report(
  calls: number,
  views: readonly View[],
  tenths: readonly Tenth[],
  { peak, database }: { peak: Memory; database: Memory },
  ms: number,
): boolean {
  const total = views.reduce((sum, { totals }) => sum + sumOf(totals), 0);
  const [first, last] = [spent(tenths, 1), spent(tenths, 10)];
  console.log(`completed in ${seconds(ms)} s, ${Math.round((calls * 1_000) / ms)} calls a second`);
  console.log(`totals: ${total} of ${calls}; ${views.map(({ status }) => status).join(', ')}`);
  const growth = last.cpu / first.cpu;
  console.log(`processor time of the last tenth: ${growth.toFixed(2)} of the first's`);
  console.log(`largest process: ${peak.megabytes} MB (${peak.process})`);
  console.log(`the emulated database, which AWS has in our place: ${database.megabytes} MB`);
  const isWhole = total === calls && views.every(({ status }) => status === 'completed');
  return isWhole && ms < 1_800_000 * (calls / 1_000_000) && peak.megabytes < 512 && growth < 1.25;
}

/** When a tenth was done, milliseconds since all was accepted, and the processor time until then, seconds. */
interface Tenth {
  readonly ms: number;
  readonly cpu: number;
}

function spent(tenths: readonly Tenth[], i: number): Tenth {
  const [from = { ms: 0, cpu: 0 }, to = from] = tenths.slice(i - 1, i + 1);
  return { ms: to.ms - from.ms, cpu: to.cpu - from.cpu };
}

function line(tenths: readonly Tenth[]): string {
  const i = tenths.length - 1;
  const { ms, cpu } = spent(tenths, i);
  return `${i * 10} % after ${seconds(tenths[i]?.ms ?? 0)} s: ${seconds(ms)} s, processor ${cpu.toFixed(1)} s`;
}

interface View {
  readonly auditId: string;
  readonly status: string;
  readonly totals: Readonly<Record<string, number>>;
}

interface Memory {
  readonly megabytes: number;
  readonly process: string;
}

const sumOf = (totals: View['totals']) => Object.values(totals).reduce((a, b) => a + b, 0);
const seconds = (ms: number) => (ms / 1_000).toFixed(1);

const nothing: Memory = { megabytes: 0, process: '' };
const isDatabase = (process: string) => process.endsWith('dynamodb-main.ts');
const largest = (memory: readonly Memory[]) =>
  memory.reduce((a, b) => (a.megabytes >= b.megabytes ? a : b), nothing);

/** Memory of this process and of those that it started, as Linux tells it, without the files that they map. */
function processes(): Memory[] {
  return descendants(process.pid).map((pid) => {
    const kilobytes = /RssAnon:\s+([0-9]+)/.exec(read(`/proc/${pid}/status`))?.[1];
    const name = read(`/proc/${pid}/cmdline`)
      .split('\0')
      .findLast((part) => part.endsWith('s'));
    return { megabytes: Math.round(Number(kilobytes ?? 0) / 1_024), process: name ?? String(pid) };
  });
}

const clockTicks = 100;

/** Processor time of this process and of those that it started, also of ended ones, seconds, as Linux tells it. */
function processorSeconds(): number {
  const ticks = descendants(process.pid).flatMap((pid) => {
    // The name, in brackets, may hold spaces. Then: state, and from the twelfth on user, system, and those of ended children.
    const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ').slice(11, 15) ?? [];
    return fields.map(Number);
  });
  return ticks.reduce((a, b) => a + b, 0) / clockTicks;
}

function descendants(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean);
  return [pid, ...children.flatMap((child) => descendants(Number(child)))];
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function post(stage: LocalStage, callIds: readonly string[]): Promise<View> {
  return json(`${stage.url}/audits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ callIds }),
  });
}

const view = (stage: LocalStage, auditId: string) => json<View>(`${stage.url}/audits/${auditId}`);

async function json<T = View>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}

void main();
