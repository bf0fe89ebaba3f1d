import fc from 'fast-check';
import { GongUnavailable, NoSlot } from '../../lambdas/domain/errors';
import { AnswerCount } from '../../lambdas/domain/outage';
import { resumeAudit } from '../../lambdas/domain/pause-audit';
import { readAudit } from '../../lambdas/domain/read-audit';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { createHandler } from '../../lambdas/run-chunk/create-handler';
import { lambdaContext } from '../support/lambda-events';
import { startLedger } from '../support/ledger';
import { RecordingBus, RecordingQueue, ScriptedGong } from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';

const clock = Date.now;
let ledger: Awaited<ReturnType<typeof startLedger>>;
let ids = 0;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

/** An audit of so many calls, none of them with access, and the handler that works on it. */
async function startAudit(count: number) {
  const gong = new ScriptedGong(new Map());
  const queue = new RecordingQueue();
  const events = new RecordingBus();
  const callIds = Array.from({ length: count }, (_, n) => `${ids}00${n}`);
  for (const callId of callIds) gong.users.set(callId, []);
  const { audits, calls, evidence } = ledger;
  const dispatching = { audits, queue, clock, requestsPerSecond: 3, newId: () => `audit-${ids++}` };
  const { auditId } = await requestAudit(dispatching, {
    callIds,
    priority: 'bulk',
    requestedBy: 'test',
  });
  const tools = { ...recordingTools(), clock };
  const ports = { audits, calls, evidence, events, gong: new AnswerCount(gong), clock };
  const handler = createHandler({ ...ports, mostReceives: 5, inFlight: 8 }, tools);
  const run = (Records: unknown, left = 90_000, context = lambdaContext(left)) =>
    handler({ Records }, context);
  const read = () => readAudit({ audits, clock, requestsPerSecond: 3 }, auditId);
  const records = queue.sent.map((message) =>
    record(`m-${message.chunk}`, JSON.stringify(message)),
  );
  return { auditId, gong, events, tools, run, read, records };
}

const record = (messageId: string, body: unknown, receives = '1') => ({
  messageId,
  body,
  attributes: { ApproximateReceiveCount: receives },
});

test('a batch of chunks is observed, counted and announced', async () => {
  const { run, read, records, events } = await startAudit(250);
  expect(await run(records)).toEqual({ batchItemFailures: [] });
  expect(await read()).toMatchObject({ status: 'completed', totals: { none: 250 } });
  expect(events.published).toMatchObject([{ detailType: 'Audit Completed' }]);
});

test('poison among good messages, wherever it is, fails alone', async () => {
  const { run, read, records, tools } = await startAudit(150);
  const poison = [
    'not JSON',
    '',
    '[]',
    'null',
    '{"schemaVersion":2,"auditId":"a","chunk":0}',
    '{"schemaVersion":1,"auditId":"a"}',
    '{"schemaVersion":1,"auditId":"","chunk":0}',
    '{"schemaVersion":1,"auditId":"../x","chunk":0}',
    '{"schemaVersion":1,"auditId":"a","chunk":-1}',
    '{"schemaVersion":1,"auditId":"a","chunk":0.5}',
    '{"schemaVersion":1,"auditId":"a","chunk":"0"}',
    '{"schemaVersion":1,"auditId":"a","chunk":0,"callIds":["1"]}',
    '{"schemaVersion":1,"auditId":"no-such-audit","chunk":0}',
  ].map((body, n) => record(`p-${n}`, body));
  const answer = await run([...poison.slice(0, 6), ...records, ...poison.slice(6)]);
  const failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
  expect(failed).toEqual(poison.map(({ messageId }) => messageId).sort());
  expect(await read()).toMatchObject({ status: 'completed', totals: { none: 150 } });
  expect(tools.lines.filter(({ code }) => code === 'MESSAGE_RETURNED')).toHaveLength(13);
});

test('whatever a body is, the batch is answered and good chunks are done', async () => {
  const { run, read, records } = await startAudit(1);
  const bodies = fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(null)), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(bodies, async (drawn) => {
      const strange = drawn.map((body, n) => record(`s-${n}`, body));
      const { batchItemFailures } = await run([...strange, ...records]);
      expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(
        strange.map(({ messageId }) => messageId).sort(),
      );
    }),
    { numRuns: 25 },
  );
  expect(await read()).toMatchObject({ status: 'completed', totals: { none: 1 } });
});

test('delivered again, also within one batch, a chunk counts once and asks Gong once', async () => {
  const { run, read, records, gong } = await startAudit(80);
  await run([...records, ...records]);
  await run(records);
  expect(await read()).toMatchObject({ status: 'completed', totals: { none: 80 } });
  expect(gong.asked).toHaveLength(1);
});

test('a chunk that Gong cannot answer pauses its audit; a repeat is given up at the last delivery', async () => {
  const { run, read, records, gong, auditId } = await startAudit(10);
  gong.failures.push(new GongUnavailable('timeout'));
  expect((await run(records)).batchItemFailures).toEqual([]);
  expect(await read()).toMatchObject({ status: 'paused', pauseReason: 'gong-unavailable' });
  await resumeAudit(ledger, auditId, { isEmptied: true });
  for (const receives of ['2', '5']) {
    gong.failures.push(new GongUnavailable('timeout'));
    const again = records.map((one) => record(one.messageId, one.body, receives));
    expect((await run(again)).batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
  }
  expect(await read()).toMatchObject({ status: 'failed', totals: { failed: 10 } });
});

test('messages that were delivered before are worked on last, one at a time', async () => {
  const { run, records, gong } = await startAudit(600);
  let [running, begun] = [0, 0];
  const beside: number[] = [];
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  gong.before = async () => {
    running += 1;
    begun += 1;
    if (begun === 3) meet();
    // The first three wait for each other; a repeat looks whether another one begins beside it.
    await (begun <= 3 ? met : new Promise((resolve) => setTimeout(resolve, 20)));
    beside.push(running);
    running -= 1;
  };
  const repeats = records.slice(0, 3).map((one) => record(one.messageId, one.body, '2'));
  await run([...repeats, ...records.slice(3)]);
  expect(beside).toEqual([3, 2, 1, 1, 1, 1]);
  const [first] = gong.asked.slice(-3);
  expect(first).toEqual(await ledger.audits.chunk(JSON.parse(String(records[0]?.body)).auditId, 0));
});

test('who a message says to be is not looked at', async () => {
  const { run, read, records } = await startAudit(1);
  await run(records.map((one) => ({ ...one, messageAttributes: { requestedBy: 'root' } })));
  expect(await read()).toMatchObject({ requestedBy: 'test', status: 'completed' });
});

test('with too little time left Gong is not asked: the chunk is left to the sweep, its message is done', async () => {
  const { run, read, records, gong, auditId } = await startAudit(1);
  const deadlines: number[] = [];
  const usersAccess = jest
    .spyOn(gong, 'usersAccess')
    .mockImplementation(async (_, { deadline }) => {
      deadlines.push(deadline);
      throw new NoSlot('deadline');
    });
  expect(await run(records, 6_000)).toEqual({ batchItemFailures: [] });
  expect(deadlines[0]).toBeLessThanOrEqual(Date.now());
  const [shard] = await ledger.audits.shards(auditId);
  expect(shard?.again).toEqual(new Set([0]));
  usersAccess.mockRestore();
  await run(records);
  expect(await read()).toMatchObject({ status: 'completed' });
});

test('where chunks take long, none is begun in less time than the slowest took', async () => {
  const { run, records, gong } = await startAudit(900);
  let left = 60_000;
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => left };
  // The first eight are in flight together, and take 40 s of the 60.
  gong.before = async () => {
    left -= 5_000;
  };
  const usersAccess = jest.spyOn(gong, 'usersAccess');
  expect(await run(records, 0, context)).toEqual({ batchItemFailures: [] });
  const remaining = usersAccess.mock.calls.map(([, { deadline }]) => deadline - Date.now());
  expect(remaining.filter((ms) => ms > 0)).toHaveLength(8);
  expect(remaining.at(-1)).toBeLessThanOrEqual(0);
});
