import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalStage, startLocalStage } from '../../local/stage';
import type { Organisation } from '../ledger/organisation';
import { startGongServer } from './gong-server';
import { startTap, type Tap } from './tap';
import { type Counted, countDynamodb, countSqs, difference, nothing, type Usage } from './usage';

export interface SystemOptions {
  readonly organisation: Organisation;
  /** Requests to Gong a second. */
  readonly rate: number;
  readonly latencyMs: number;
}

/** What an audit took. */
interface Ran {
  readonly usage: Usage;
  /** From the acceptance to the end. */
  readonly seconds: number;
}

export interface System {
  readonly stage: LocalStage;
  /** Audits these calls; resolves when nothing is under way any more. @throws Error unless it completes */
  audit(callIds: readonly string[]): Promise<Ran>;
  stop(): Promise<void>;
}

/** The whole system on the local stage, and a count of what it uses. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const counted: Counted = { ...nothing };
  const taps: Tap[] = [];
  const gong = await startGongServer(options.organisation, options.latencyMs);
  const stage = await startLocalStage({
    gong: { accessKey: 'bench', accessKeySecret: 'bench', baseUrl: gong.url },
    gongRequestsPerSecond: options.rate,
    gongRequestsPerDay: 10_000_000,
    through: async (service, url) => {
      const tap =
        service === 'dynamodb'
          ? await startTap(url, (it) => countDynamodb(counted, it), metered)
          : await startTap(url, (it) => countSqs(counted, it));
      taps.push(tap);
      return tap.url;
    },
    print: (line) => {
      // The function's name in front is the stage's.
      counted.logBytes += Buffer.byteLength(line.replace(/^\[\w+\] /, '')) + 1;
    },
  });
  const now = async (): Promise<Usage> => ({
    ...counted,
    ...(await worked(stage)),
    events: await eventsOf(stage),
    gongRequests: gong.requests(),
  });
  return {
    stage,
    audit: async (callIds) => {
      const before = await now();
      const started = Date.now();
      const { auditId } = await post(`${stage.url}/audits`, { callIds });
      const seconds = (await ended(stage, auditId, callIds.length)) - started;
      await idle(stage);
      return { usage: difference(await now(), before), seconds: seconds / 1_000 };
    },
    stop: async () => {
      await stage.stop();
      for (const tap of taps) tap.close();
      gong.close();
    },
  };
}

const metered = { ReturnConsumedCapacity: 'TOTAL' };

interface FunctionStatus {
  readonly name: string;
  readonly busy: number;
  readonly invocations: number;
  readonly milliseconds: number;
}

const functionsOf = async (stage: LocalStage) =>
  (await get<{ functions: FunctionStatus[] }>(stage.statusUrl)).functions;

async function worked(stage: LocalStage) {
  const memory = new Map(stage.model.functions.map(({ name, memory: mb }) => [name, mb / 1_024]));
  const all = await functionsOf(stage);
  return {
    invocations: all.reduce((sum, { invocations }) => sum + invocations, 0),
    gigabyteSeconds: all.reduce(
      (sum, { name, milliseconds }) => sum + (milliseconds / 1_000) * (memory.get(name) ?? 0),
      0,
    ),
  };
}

interface KeptEvent {
  readonly seq: number;
  readonly event: {
    readonly 'detail-type': string;
    readonly detail: { readonly auditId?: string; readonly totals?: Record<string, number> };
  };
}

const eventsAfter = async (stage: LocalStage, seq: number) =>
  (await get<{ events: KeptEvent[] }>(`${stage.eventsUrl}?after=${seq}`)).events;

/** How many there were. */
const eventsOf = async (stage: LocalStage) => (await eventsAfter(stage, 0)).at(-1)?.seq ?? 0;

/**
 * Waits for the audit's event: asking for its status would be counted.
 * @returns when it was seen, milliseconds since 1970
 */
async function ended(stage: LocalStage, auditId: string, calls: number): Promise<number> {
  for (let seq = 0; ; await sleep(100)) {
    const events = await eventsAfter(stage, seq);
    seq = events.at(-1)?.seq ?? seq;
    const own = events.find(
      ({ event }) => event['detail-type'].startsWith('Audit') && event.detail.auditId === auditId,
    );
    if (!own) continue;
    const { 'detail-type': type, detail } = own.event;
    const { failed = 0, ...totals } = detail.totals ?? {};
    const checked = Object.values(totals).reduce((sum, count) => sum + count, 0);
    if (type === 'Audit Completed' && failed === 0 && checked === calls) return Date.now();
    throw new Error(`the audit of ${calls} calls: ${type} ${JSON.stringify(detail.totals)}`);
  }
}

/** Waits until no function works: batches write their last lines after the audit has ended. */
async function idle(stage: LocalStage): Promise<void> {
  for (let quiet = 0; quiet < 3; await sleep(200)) {
    const busy = (await functionsOf(stage)).some((each) => each.busy > 0);
    quiet = busy ? 0 : quiet + 1;
  }
}

async function post(url: string, body: object): Promise<{ auditId: string }> {
  return answered(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

const get = async <T>(url: string): Promise<T> => answered(await fetch(url));

async function answered<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
