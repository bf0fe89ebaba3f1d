import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { evidenceLines } from '../../cli/evidence/export';
import { verifyEvidence } from '../../cli/evidence/verify';
import { chunkItemKey, evidenceKey } from '../../lambdas/adapters/dynamodb/keys';
import { digestOfPart, sha256 } from '../../lambdas/domain/evidence-part';
import { type EvidencePage, exportEvidence } from '../../lambdas/domain/export-evidence';
import { packIds } from '../../lambdas/domain/id-packing';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingQueue } from '../support/recording-ports';
import { now, runAudit } from '../support/run-audit';

let ledger: TestLedger;

beforeAll(async () => {
  ledger = await startLedger();
  const calls = Array.from({ length: 250 }, (_, i) => [`5${i}`, ['7']] as const);
  await runAudit(ledger, 'plain', Object.fromEntries(calls));
  // The same user again and again: large as received, and little to record.
  const crowd = Array.from({ length: 60_000 }, () => '5000000000000000000');
  await runAudit(ledger, 'crowded', { '1': crowd, '2': crowd, '3': crowd });
});
afterAll(() => ledger.stop());

const deps = () => ({ ...ledger, software: '1.2.3' });

async function pages(auditId: string): Promise<EvidencePage[]> {
  const all: EvidencePage[] = [];
  let cursor: string | undefined;
  do {
    const page = await exportEvidence(deps(), auditId, cursor === undefined ? {} : { cursor });
    all.push(page);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

/** As the command line writes them to a file. */
async function lines(auditId: string): Promise<string[]> {
  const get = async (_path: string, _schema: unknown, { cursor }: { cursor?: string }) =>
    JSON.parse(
      JSON.stringify(await exportEvidence(deps(), auditId, cursor === undefined ? {} : { cursor })),
    );
  const all: string[] = [];
  for await (const line of evidenceLines({ get } as never, auditId)) all.push(line.trimEnd());
  return all;
}

async function* each(values: readonly string[]) {
  yield* values;
}

test('a part a chunk, the same bytes each time, and a manifest that they are checked against', async () => {
  const exported = await lines('plain');
  expect(exported).toHaveLength(4);
  expect(await lines('plain')).toEqual(exported);
  const { mismatches, manifest } = await verifyEvidence(each(exported));
  expect(mismatches).toEqual([]);
  expect(manifest).toMatchObject({ software: '1.2.3', complete: true, gongRequests: 3 });
  expect(manifest?.parts[0]?.sha256).toBe(sha256(exported[0] ?? ''));
});

test('a part that is larger than an answer may be comes in pieces, and whole', async () => {
  const crowded = await pages('crowded');
  expect(crowded.length).toBeGreaterThan(1);
  for (const page of crowded) {
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(6_000_000);
  }
  expect((await verifyEvidence(each(await lines('crowded')))).mismatches).toEqual([]);
});

test('calls that were exchanged in the ledger since are noticed', async () => {
  await runAudit(ledger, 'forged', { '1': ['7'], '2': [] });
  await ledger.client.send(
    new UpdateCommand({
      TableName: ledger.tableName,
      Key: { ...chunkItemKey('forged', 0) },
      UpdateExpression: 'SET #calls = :calls',
      ExpressionAttributeNames: { '#calls': 'calls' },
      ExpressionAttributeValues: { ':calls': packIds(['1', '3']) },
    }),
  );
  const { mismatches } = await verifyEvidence(each(await lines('forged')));
  expect(mismatches).toContain('part 0 was altered');
});

test('chunks that were given up are gaps, with the reason', async () => {
  const queue = new RecordingQueue();
  const asked = { ...ledger, queue, clock: now, requestsPerSecond: 3, newId: () => 'gaps' };
  const calls = Array.from({ length: 150 }, (_, i) => `6${i}`);
  await requestAudit(asked, { callIds: calls, priority: 'bulk', requestedBy: 'test' });
  const [first = []] = [await ledger.audits.chunk('gaps', 0)];
  const totals = { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: first.length };
  await ledger.audits.countFailed('gaps', { chunk: 0, totals, reason: 'gong-unavailable' });
  const gap = {
    answers: [],
    gaps: [{ from: 0, to: first.length, reason: 'gong-unavailable' }],
  };
  const { parts, manifest } = (await pages('gaps'))[0] ?? {};
  expect(parts?.map((part) => JSON.parse(part))).toEqual([{ part: 0, callIds: first, ...gap }]);
  expect(manifest?.parts).toEqual([
    {
      ...{ part: 0, calls: first.length },
      sha256: digestOfPart(0, { callIds: first, evidence: gap }).sha256,
    },
  ]);
  expect(manifest).toMatchObject({ complete: false, gongRequests: 0 });
});

test('evidence that is kept no longer is named, and the rest is not called complete', async () => {
  const calls = Array.from({ length: 250 }, (_, i) => [`7${i}`, ['7']] as const);
  await runAudit(ledger, 'expired', Object.fromEntries(calls));
  const Key = { ...evidenceKey('expired', 1) };
  await ledger.client.send(new DeleteCommand({ TableName: ledger.tableName, Key }));
  const [{ parts, manifest } = { parts: [] }] = await pages('expired');
  expect(parts.map((part) => JSON.parse(part).part)).toEqual([0, 2]);
  expect(manifest).toMatchObject({
    ...{ complete: false, expiredParts: [1], gongRequests: 2 },
    ...{ audit: { status: 'completed', requested: 250 }, totals: { granted: 250 } },
  });
  expect(manifest?.parts.map(({ part }) => part)).toEqual([0, 2]);
});

test('refuses a cursor of another list', async () => {
  await expect(exportEvidence(deps(), 'plain', { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
    code: 'invalid-cursor',
  });
});
