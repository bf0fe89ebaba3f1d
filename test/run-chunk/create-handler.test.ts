import fc from 'fast-check';
import { GongUnavailable, NoSlot } from '../../lambdas/domain/errors';
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
  const handler = createHandler({ audits, calls, evidence, events, gong, clock }, tools);
  const run = (Records: unknown, left = 90_000) => handler({ Records }, lambdaContext(left));
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

test('a chunk that Gong cannot answer goes back, and is given up at the last delivery', async () => {
  const { run, read, records, gong } = await startAudit(10);
  const last = records.map((one) => ({ ...one, attributes: { ApproximateReceiveCount: '5' } }));
  for (const delivery of [records, last]) {
    gong.failures.push(new GongUnavailable('timeout'));
    expect((await run(delivery)).batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
  }
  expect(await read()).toMatchObject({ status: 'failed', totals: { failed: 10 } });
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
  expect(await ledger.audits.audit(auditId)).toMatchObject({ dispatched: 0 });
  usersAccess.mockRestore();
  await run(records);
  expect(await read()).toMatchObject({ status: 'completed' });
});
