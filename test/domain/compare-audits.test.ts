import { verifyEvidence } from '../../cli/evidence/verify';
import { compareAudits, type Difference } from '../../lambdas/domain/compare-audits';
import { completeAudit } from '../../lambdas/domain/complete-audit';
import { sha256 } from '../../lambdas/domain/evidence-part';
import { exportEvidence } from '../../lambdas/domain/export-evidence';
import { auditChanges } from '../../lambdas/domain/read-changes';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { startLedger } from '../support/ledger';
import { RecordingBus, RecordingQueue } from '../support/recording-ports';

let ledger: Awaited<ReturnType<typeof startLedger>>;
let slot = 1_000;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

/** An audit of these calls while access is so; a call without a value is left out by Gong. */
async function auditOf(auditId: string, users: Record<string, string[] | undefined>) {
  const queue = new RecordingQueue();
  const clock = () => slot;
  const deps = {
    ...ledger,
    ...{ queue, clock, requestsPerSecond: 3, newId: () => auditId, events: new RecordingBus() },
    gong: {
      usersAccess: async (callIds: readonly string[]) => {
        const listed = callIds.filter((callId) => users[callId]);
        const callAccessList = listed.map((callId) => ({
          callId,
          users: users[callId]?.map((userId) => ({ userId })),
        }));
        const body = JSON.stringify({ callAccessList });
        return { kind: 'answered' as const, slot: ++slot, requestId: `r${slot}`, body };
      },
    },
  };
  const callIds = Object.keys(users);
  await requestAudit(deps, { callIds, priority: 'bulk', requestedBy: 'test', label: auditId });
  for (const message of queue.sent) {
    await runChunk(deps, message, { deadline: Number.MAX_SAFE_INTEGER, isLast: false });
  }
  const audit = await ledger.audits.audit(auditId);
  if (audit) await completeAudit(deps, audit);
}

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

test('an audit tells the changes that it found', async () => {
  const { changes } = await auditChanges(ledger, 'b', {});
  expect(changes.map(({ change, callId, userId }) => [change, callId, userId]).sort()).toEqual([
    ['granted', '3', '9'],
    ['revoked', '4', '8'],
  ]);
});

describe('the evidence of an audit', () => {
  const deps = () => ({ ...ledger, clock: () => slot, requestsPerSecond: 3, software: '1.2.3' });

  async function lines(auditId: string): Promise<string[]> {
    const all: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await exportEvidence(deps(), auditId, cursor === undefined ? {} : { cursor });
      all.push(...page.parts);
      if (page.manifest) all.push(JSON.stringify({ manifest: page.manifest }));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  }

  async function* each(values: readonly string[]) {
    yield* values;
  }

  test('is the same bytes each time, and passes the check', async () => {
    const exported = await lines('many-1');
    expect(exported).toHaveLength(4);
    expect(await lines('many-1')).toEqual(exported);
    const { mismatches, manifest } = await verifyEvidence(each(exported));
    expect(mismatches).toEqual([]);
    expect(manifest).toMatchObject({ software: '1.2.3', complete: true, gongRequests: 3 });
    expect(manifest?.parts[0]?.sha256).toBe(sha256(exported[0] ?? ''));
  });

  test.each([
    [
      'a changed user',
      (all: string[]) => [all[0]?.replace('\\"7\\"', '\\"6\\"') ?? '', ...all.slice(1)],
    ],
    ['a missing part', (all: string[]) => all.slice(1)],
    ['a part twice', (all: string[]) => [all[0] ?? '', ...all]],
    ['no manifest', (all: string[]) => all.slice(0, -1)],
  ])('%s is noticed', async (_, alter) => {
    const { mismatches } = await verifyEvidence(each(alter(await lines('many-1'))));
    expect(mismatches).not.toEqual([]);
  });

  test('of an audit under way is not complete', async () => {
    const queue = new RecordingQueue();
    await requestAudit(
      { ...ledger, queue, clock: () => slot, requestsPerSecond: 3, newId: () => 'under-way' },
      { callIds: ['1'], priority: 'bulk', requestedBy: 'test' },
    );
    const { manifest } = await exportEvidence(deps(), 'under-way', {});
    expect(manifest).toMatchObject({ complete: false, parts: [] });
  });
});
