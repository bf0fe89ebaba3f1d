import { noTotals } from '../../lambdas/domain/audit';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { createHandler } from '../../lambdas/sweep/create-handler';
import type { World } from '../ledger/world';
import { startLedger } from '../support/ledger';
import {
  RecordingBus,
  RecordingListingQueue,
  RecordingQueue,
  RecordingTasks,
} from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';
import { auditOf, evening } from '../support/samples';
import { worldWith } from '../support/use-cases';

const limits = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0.05,
  othersShare: 0.1,
  dayHours: 24,
};
const clock = Date.now;
let ledger: Awaited<ReturnType<typeof startLedger>>;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

function build(queue: RecordingQueue) {
  const tools = recordingTools();
  const deps = {
    ...ledger,
    queue,
    listingQueue: new RecordingListingQueue(),
    taskAnswers: new RecordingTasks(),
    newId: () => 'new-audit',
    events: new RecordingBus(),
    limits,
    requestsPerSecond: 3,
    visibilityMs: 60_000,
    clock,
  };
  const waits: number[] = [];
  const sweepOnce = createHandler(deps, tools, async (ms) => void waits.push(ms));
  const handler = (leftMs = 1_000) =>
    sweepOnce({}, { getRemainingTimeInMillis: () => leftMs - 10_000 * waits.length });
  return { tools, handler, waits, deps };
}

test('sends what a cut-off request left, logs what it did, and gauges the budget', async () => {
  const lost = {
    ...ledger,
    queue: new RecordingQueue(),
    clock,
    requestsPerSecond: 3,
    newId: () => 'audit-1',
  };
  lost.queue.send = async () => {
    throw new Error('no queue');
  };
  await requestAudit(lost, { callIds: ['1'], priority: 'bulk', requestedBy: 'test' });
  const queue = new RecordingQueue();
  const { tools, handler } = build(queue);
  expect(await handler()).toMatchObject({ running: 1, sent: 1 });
  expect(queue.sent).toEqual([{ schemaVersion: 1, auditId: 'audit-1', chunk: 0 }]);
  expect(tools.lines).toMatchObject([{ code: 'SWEEP_ENDED', fields: { sent: 1, rounds: 1 } }]);
  expect(tools.metrics).toEqual([
    { name: 'DayBudgetUsedPercent', value: 0 },
    { name: 'BreakerOpen', value: 0 },
  ]);
});

test('sweeps again while there is work and time', async () => {
  const { handler, waits } = build(new RecordingQueue());
  expect(await handler(50_000)).toMatchObject({ running: 1, sent: 0 });
  expect(waits).toEqual([10_000, 10_000, 10_000]);
});

test('fails aloud', async () => {
  const { handler } = build(new RecordingQueue());
  const running = jest.spyOn(ledger.audits, 'running').mockRejectedValue(new Error('no table'));
  await expect(handler()).rejects.toThrow('no table');
  running.mockRestore();
});

/** Time in which Gong is asked at its rate for what the queue holds; a request for which there is nothing is idle. */
function worker(world: World, rate: number) {
  let [now, due, idle] = [evening, 0, 0];
  const { audits } = world.as();
  return {
    clock: () => now,
    idle: () => idle,
    pass: async (ms: number) => {
      now += ms;
      for (due += (ms * rate) / 1_000; due >= 1; due -= 1) {
        const message = world.queue.sent.shift();
        if (message) await audits.countDone('audit', { chunk: message.chunk, totals: noTotals });
        else idle += 1;
      }
    },
  };
}

test.each([3, 100])(
  'at %i requests a second Gong is never idle, also when a sweep comes a minute late',
  async (rate) => {
    const world = worldWith({});
    const audit = auditOf('audit', { chunks: rate * 300, createdAt: evening });
    await world.as().audits.reserve(audit);
    await world.as().audits.accept(audit);
    const { clock, pass, idle } = worker(world, rate);
    const deps = { ...build(world.queue).deps, ...world.as(), clock, requestsPerSecond: rate };
    const handler = createHandler(deps, recordingTools(), pass);
    for (const start of [0, 120_000, 240_000]) {
      await pass(evening + start - clock());
      await handler({}, { getRemainingTimeInMillis: () => evening + start + 60_000 - clock() });
      expect(clock()).toBeLessThan(evening + start + 60_000);
    }
    expect(idle()).toBe(0);
    expect((await world.as().audits.shards('audit')).length).toBeGreaterThan(0);
  },
);
