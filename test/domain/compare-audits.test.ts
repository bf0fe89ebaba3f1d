import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { evidenceKey } from '../../lambdas/adapters/dynamodb/keys';
import { compareAudits, type Difference } from '../../lambdas/domain/compare-audits';
import { digestOfPart } from '../../lambdas/domain/evidence-part';
import { auditChanges } from '../../lambdas/domain/read-changes';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { startLedger } from '../support/ledger';
import { answerAbout } from '../support/observe';
import { RecordingQueue } from '../support/recording-ports';
import { now, runAudit } from '../support/run-audit';
import { userIds } from '../support/samples';

let ledger: Awaited<ReturnType<typeof startLedger>>;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

const auditOf = (auditId: string, users: Record<string, string[] | undefined>) =>
  runAudit(ledger, auditId, users);

async function differences(a: string, b: string, limit = 100): Promise<Difference[]> {
  const all: Difference[] = [];
  let cursor: string | undefined;
  do {
    const page = await compareAudits(ledger, a, b, {
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    all.push(...page.differences);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all.sort((x, y) => x.callId.localeCompare(y.callId));
}

const many = (users: string[]) =>
  Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`5${i}`, users]));

test('two audits are compared call by call', async () => {
  await auditOf('a', { '1': ['7'], '2': ['7'], '3': [], '4': ['8'], '5': ['8'] });
  await auditOf('b', { '2': ['7'], '3': ['9'], '4': [], '5': undefined, '6': [] });
  expect(await differences('a', 'b')).toEqual([
    { callId: '1', granted: [], revoked: [], onlyIn: 'base' },
    {
      ...{ callId: '3', granted: [{ userId: '9' }], revoked: [] },
      outcome: { base: 'none', with: 'granted' },
    },
    {
      ...{ callId: '4', granted: [], revoked: [{ userId: '8' }] },
      outcome: { base: 'granted', with: 'none' },
    },
    // A call that Gong did not name says nothing of its users.
    {
      ...{ callId: '5', granted: [], revoked: [] },
      outcome: { base: 'granted', with: 'not-returned' },
    },
    { callId: '6', granted: [], revoked: [], onlyIn: 'with' },
  ]);
  expect(await differences('a', 'a')).toEqual([]);
});

test('audits that differ in many calls come in pages, each call once', async () => {
  await auditOf('many-1', many(['7']));
  await auditOf('many-2', many(['8']));
  const first = await compareAudits(ledger, 'many-1', 'many-2', { limit: 100 });
  expect(first.differences).toHaveLength(100);
  const found = await differences('many-1', 'many-2');
  expect(new Set(found.map(({ callId }) => callId)).size).toBe(250);
  expect(found).toHaveLength(250);
});

test('an audit that has not ended is not compared: calls yet to be checked would seem to be missing', async () => {
  await auditOf('ended', { '81': ['7'] });
  await requestAudit(requestOf('open'), askFor(['81']));
  await expect(compareAudits(ledger, 'open', 'ended', {})).rejects.toMatchObject({
    ...{ code: 'audit-not-ended', status: 409 },
    message: expect.stringContaining('the base'),
  });
  await expect(compareAudits(ledger, 'ended', 'open', {})).rejects.toMatchObject({
    ...{ code: 'audit-not-ended', status: 409 },
    message: expect.stringContaining('`with`'),
  });
  await expect(compareAudits(ledger, 'open', 'open', {})).rejects.toMatchObject({
    message: expect.stringContaining('the base (in the path) and `with`'),
  });
});

test('calls whose evidence is kept no longer are told, also if neither audit has any', async () => {
  await auditOf('kept', { '91': ['7'] });
  await auditOf('gone-1', { '91': ['7'] });
  await auditOf('gone-2', { '91': ['8'] });
  for (const auditId of ['gone-1', 'gone-2']) {
    const Key = { ...evidenceKey(auditId, 0) };
    await ledger.client.send(new DeleteCommand({ TableName: ledger.tableName, Key }));
  }
  const told = { callId: '91', granted: [], revoked: [], reason: 'evidence-expired' };
  expect(await differences('gone-1', 'gone-2')).toEqual([told]);
  expect(await differences('kept', 'gone-2')).toEqual([
    { ...told, outcome: { base: 'granted', with: 'failed' } },
  ]);
});

test('an audit tells the changes that it found', async () => {
  const { changes } = await auditChanges(ledger, 'b', {});
  expect(changes.map(({ change, callId, userId }) => [change, callId, userId]).sort()).toEqual([
    ['granted', '3', '9'],
    ['revoked', '4', '8'],
  ]);
});

const requestOf = (auditId: string) => ({
  ...ledger,
  ...{ queue: new RecordingQueue(), clock: now, requestsPerSecond: 3, newId: () => auditId },
});
const askFor = (callIds: readonly string[]) =>
  ({ callIds, priority: 'bulk', requestedBy: 'test' }) as const;

/** An ended audit with Gong's answer about its calls, of which nothing else was recorded. */
async function answered(auditId: string, users: Record<string, string[]>) {
  await requestAudit(requestOf(auditId), askFor(Object.keys(users)));
  await ledger.audits.update(auditId, ['accepted', 'running'], { status: 'completed' });
  const callIds = (await ledger.audits.chunk(auditId, 0)) ?? [];
  const inOrder = Object.fromEntries(callIds.map((callId) => [callId, users[callId] ?? []]));
  const evidence = { answers: [answerAbout(1, inOrder)], gaps: [] };
  await ledger.evidence.commitChunk(auditId, 0, evidence, digestOfPart(0, { callIds, evidence }));
}

test('users that would make an answer too large come in pages', async () => {
  const crowd = userIds(40_000);
  await answered('none-yet', { '71': [], '72': [], '73': [] });
  await answered('crowded', { '71': crowd, '72': crowd, '73': crowd });
  const first = await compareAudits(ledger, 'none-yet', 'crowded', {});
  expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(6_000_000);
  expect(first.cursor).toBeDefined();
  const found = await differences('none-yet', 'crowded');
  expect(found.map(({ callId, granted }) => [callId, granted.length])).toEqual([
    ['71', 40_000],
    ['72', 40_000],
    ['73', 40_000],
  ]);
});
