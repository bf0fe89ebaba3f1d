import { requestAudit } from '../../lambdas/domain/request-audit';
import { createHandler } from '../../lambdas/sweep/create-handler';
import { startLedger } from '../support/ledger';
import {
  RecordingBus,
  RecordingListingQueue,
  RecordingQueue,
  RecordingTasks,
} from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';

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
  return { tools, handler, waits };
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
