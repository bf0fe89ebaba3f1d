import { auditChanges } from '../../lambdas/domain/read-changes';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingQueue } from '../support/recording-ports';
import { now } from '../support/run-audit';
import { callState, changeFrom, userIds } from '../support/samples';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

/** An audit whose chunks found that these users were granted access, a call a chunk. */
async function auditThatFound(auditId: string, users: readonly (readonly string[])[]) {
  const queue = new RecordingQueue();
  const deps = { ...ledger, queue, clock: now, requestsPerSecond: 3, newId: () => auditId };
  const callIds = users.map((_, chunk) => `${chunk}`);
  await requestAudit(deps, { callIds, priority: 'bulk', requestedBy: 'test' });
  for (const [chunk, granted] of users.entries()) {
    const change = changeFrom(callState(`${chunk}`, 1, 0), 1, granted);
    await ledger.audits.putChunkChanges(auditId, chunk, [change]);
  }
}

async function pages(auditId: string) {
  const all = [];
  let cursor: string | undefined;
  do {
    const page = await auditChanges(ledger, auditId, cursor === undefined ? {} : { cursor });
    all.push(page.changes);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

test('changes of many chunks come in pages, each once', async () => {
  const users = Array.from({ length: 120 }, (_, chunk) => [`${chunk}`]);
  await auditThatFound('many', users);
  const found = await pages('many');
  expect(found.length).toBeGreaterThan(1);
  expect(found.flat().map(({ userId }) => userId)).toEqual(users.flat());
});

test('changes that were found when others settled come after those of the chunks, each once', async () => {
  const users = Array.from({ length: 50 }, (_, chunk) => [`${chunk}`]);
  await auditThatFound('settled', users);
  const late = ['70', '71'].map((callId) => ({
    ...changeFrom(callState(callId, 1, 0), 1, ['9']),
    auditId: 'settled',
  }));
  await ledger.calls.putAuditChanges(late);
  await ledger.calls.putAuditChanges(late);
  const found = await pages('settled');
  expect(found.length).toBeGreaterThan(1);
  expect(found.flat().map(({ callId }) => callId)).toEqual([
    ...users.map((_, chunk) => `${chunk}`),
    ...['70', '71'],
  ]);
});

test('a change of more users than a page holds is cut, and comes whole', async () => {
  const crowd = userIds(20_000);
  await auditThatFound('crowd', [['7'], crowd, ['8']]);
  const found = await pages('crowd');
  for (const page of found) expect(page.length).toBeLessThanOrEqual(15_000);
  expect(found.flat().map(({ userId }) => userId)).toEqual(['7', ...crowd, '8']);
});

test('an audit without changes has one empty page', async () => {
  await auditThatFound('none', [[]]);
  expect(await pages('none')).toEqual([[]]);
});
