import type { Stats } from '../../local/gong/stats';
import type { QueueDepth } from '../../local/services/queues';
import { type LocalStage, startLocalStage } from '../../local/stage';
import { percent, type Row, seconds } from './report';

/**
 * What needs the whole system: audits on the local stage, by its HTTP API, with run-chunk, sweep and the ledger as
 * they are deployed.
 */
export async function wholeSystem(scale: number): Promise<Row[]> {
  return [await dayBudget(scale), await secondRun(scale), await fairShares(scale)];
}

/** Gong's day, and ours, for a test: a minute. */
const dayMs = 60_000;

/** The day's budget ends in the middle of an audit: it pauses, resumes in the next day, and checks each call once. */
async function dayBudget(scale: number): Promise<Row> {
  const calls = 30_000 * scale;
  const budget = 200 * scale;
  const stage = await startLocalStage({
    gongRequestsPerSecond: 12,
    gongRequestsPerDay: budget,
    gongOptions: { shareUnknown: 0, dayLengthMs: dayMs, latency: { medianMs: 50, p99Ms: 200 } },
    context: { gongDayHours: `${dayMs / 3_600_000}`, interactiveShare: '0', othersShare: '0' },
    fastSchedules: 10,
  });
  try {
    const auditId = await startAudit(stage, await callIds(stage, calls));
    const paused = await until(stage, auditId, ({ status }) => status === 'paused');
    const done = await until(stage, auditId, ({ status }) => status.startsWith('completed'));
    const gong = await stats(stage);
    const wasted = gong.arrivals - calls / 100;
    const dead = await deadLetters(stage);
    return {
      what: `${calls} calls, ${budget} requests a day (of ${dayMs / 1_000} s)`,
      figures: {
        requests: gong.arrivals,
        refused: gong.refusedByDay + gong.refusedBySecond,
        wasted,
        'dead letters': dead,
        'calls checked': done.totals.granted + done.totals.none,
      },
      kept:
        paused.pauseReason === 'day-spent' &&
        paused.resumesAt !== undefined &&
        done.totals.granted + done.totals.none === calls &&
        gong.callsAnswered ===
          calls + Math.max(0, wasted) * 100 - (gong.refusedByDay + gong.refusedBySecond) * 100 &&
        wasted <= 2 &&
        dead === 0,
    };
  } finally {
    await stage.stop();
  }
}

/** What the first run found unknown costs nothing in the second. */
async function secondRun(scale: number): Promise<Row> {
  const thousands = Math.max(1, Math.round(10 * scale));
  const stage = await startLocalStage({
    gongRequestsPerSecond: 100,
    gongRequestsPerDay: 1_000_000,
    gongOptions: { shareUnknown: 0.01 },
  });
  try {
    const calls = await callIds(stage, thousands * 1_000);
    const per1000: number[] = [];
    for (let run = 0; run < 2; run++) {
      const before = await stats(stage);
      const auditId = await startAudit(stage, calls);
      await until(stage, auditId, ({ status }) => status.startsWith('completed'));
      per1000.push(((await stats(stage)).arrivals - before.arrivals) / thousands);
    }
    const [first = Number.NaN, second = Number.NaN] = per1000;
    return {
      what: `audit of ${thousands},000 calls, 1 % unknown, twice`,
      figures: {
        'requests per 1,000 calls': `${Math.round(first)}, then ${second.toFixed(1)}`,
      },
      kept: first <= 140 && second <= 12,
    };
  } finally {
    await stage.stop();
  }
}

/** A small audit beside a big one. */
async function fairShares(scale: number): Promise<Row> {
  const stage = await startLocalStage({
    gongRequestsPerSecond: 12,
    gongRequestsPerDay: 1_000_000,
    gongOptions: { shareUnknown: 0 },
    fastSchedules: 10,
  });
  try {
    const calls = await callIds(stage, 90_000 * Math.max(0.5, scale) + 1_000);
    const big = await startAudit(stage, calls.slice(1_000));
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const started = Date.now();
    const small = await startAudit(stage, calls.slice(0, 1_000));
    await until(stage, small, ({ status }) => status.startsWith('completed'));
    const waited = Date.now() - started;
    const { progress } = await until(stage, big, () => true);
    return {
      what: 'an audit of 1,000 calls beside a big one, 12 a second',
      figures: { 'seconds until done': seconds(waited), 'big one by then': percent(progress) },
      kept: progress < 0.9,
    };
  } finally {
    await stage.stop();
  }
}

interface AuditAnswer {
  readonly auditId: string;
  readonly status: string;
  readonly progress: number;
  readonly totals: { readonly granted: number; readonly none: number };
  readonly pauseReason?: string;
  readonly resumesAt?: string;
}

async function startAudit(stage: LocalStage, callIds: readonly string[]): Promise<string> {
  const { auditId } = await json<AuditAnswer>(`${stage.url}/audits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ callIds }),
  });
  return auditId;
}

async function until(
  stage: LocalStage,
  auditId: string,
  is: (audit: AuditAnswer) => boolean,
): Promise<AuditAnswer> {
  for (const deadline = Date.now() + 300_000; ; ) {
    const audit = await json<AuditAnswer>(`${stage.url}/audits/${auditId}`);
    if (is(audit)) return audit;
    if (Date.now() > deadline) throw new Error(`the audit is still ${audit.status}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const stats = (stage: LocalStage) => json<Stats>(`${stage.gong.url}/_stand-in/stats`);

async function callIds(stage: LocalStage, n: number): Promise<string[]> {
  return (await json<{ callIds: string[] }>(`${stage.gong.url}/_stand-in/call-ids?n=${n}`)).callIds;
}

async function deadLetters(stage: LocalStage): Promise<number> {
  const { queues } = await json<{ queues: QueueDepth[] }>(stage.queuesUrl);
  const dead = queues.filter(({ name }) => /dead/i.test(name));
  if (dead.length === 0) throw new Error('the stage names no dead-letter queue');
  return dead.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
}

async function json<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
