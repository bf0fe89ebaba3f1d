import type { Change } from '../../lambdas/domain/call-state';
import { baseline, nextVersion } from '../../lambdas/domain/change';
import { changesSince } from '../../lambdas/domain/read-changes';
import { startLedger } from '../support/ledger';
import { callState, changeFrom, userIds } from '../support/samples';

const day = 86_400_000;
const start = Date.parse('2026-03-30T23:00:00Z');
let ledger: Awaited<ReturnType<typeof startLedger>>;

beforeAll(async () => {
  ledger = await startLedger();
  // An entry of the feed every ten minutes, over two midnights.
  await Promise.all(
    Array.from({ length: 250 }, (_, i) =>
      ledger.calls.putFeed([granted(`${i}`)], start + (i + 1) * 600_000),
    ),
  );
});
afterAll(() => ledger.stop());

function granted(callId: string): Change {
  const source = { auditId: 'audit', evidence: { pk: 'AUDIT#audit', sk: 'EVIDENCE#000000' } };
  const seen = { callId, outcome: 'none' as const, users: [], observedAt: 1, requestId: 'r1' };
  const then = { ...seen, outcome: 'granted' as const, users: ['7'], observedAt: 2 };
  const { outbox } = nextVersion(baseline(seen, source), then, source, 1);
  if (!outbox) throw new Error('no step');
  return outbox;
}

const at = (clock: number) => ({ ...ledger, clock: () => clock });

async function all(since: number, clock: number) {
  const changes: { callId: string; observedAt: string }[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await changesSince(at(clock), { since, ...(cursor ? { cursor } : {}) });
    changes.push(...page.changes);
    cursor = page.cursor;
    if (!page.more) return { changes, cursor };
  }
}

test('the feed gives every change once, in the order of recording, over days', async () => {
  const { changes } = await all(0, start + 10 * day);
  expect(changes.map(({ callId }) => Number(callId))).toEqual([...Array(250).keys()]);
});

test('it starts at a moment, and ends a minute ago', async () => {
  const { changes } = await all(start + 100 * 600_000, start + 201 * 600_000);
  expect(changes.map(({ callId }) => Number(callId))).toEqual(
    Array.from({ length: 101 }, (_, i) => 99 + i),
  );
});

test('the last cursor leads on to what is recorded later', async () => {
  const before = await all(0, start + 50 * 600_000);
  const later = await changesSince(at(start + 60 * 600_000), { since: 0, cursor: before.cursor });
  expect(before.changes.length + later.changes.length).toBe(59);
});

test('a quiet time has no changes and still a cursor', async () => {
  const { changes, cursor } = await all(start + 5 * day, start + 90 * day);
  expect(changes).toEqual([]);
  expect(cursor).toEqual(expect.any(String));
});

test('changes of more users than a page holds are cut, and come whole', async () => {
  const crowds = [userIds(9_000), userIds(20_000)];
  const moment = start + 20 * day;
  for (const [n, crowd] of crowds.entries()) {
    const change = changeFrom(callState(`90${n}`, 1, 0), 1, crowd);
    await ledger.calls.putFeed([change], moment + n);
  }
  const users: string[] = [];
  let cursor: string | undefined;
  for (let more = true; more; ) {
    const since = { since: moment, ...(cursor ? { cursor } : {}) };
    const page = await changesSince(at(moment + day), since);
    expect(page.changes.length).toBeLessThanOrEqual(15_000);
    users.push(...page.changes.map(({ userId }) => userId));
    ({ cursor, more } = page);
  }
  expect(users).toEqual(crowds.flat());
});
