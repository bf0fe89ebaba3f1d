import { callHistory } from '../../lambdas/domain/read-history';
import { MemoryLedger } from '../support/memory-ledger';
import {
  at,
  callState,
  changeFrom,
  receipt,
  snapshot,
  stateAfter,
  userIds,
} from '../support/samples';

const callId = '42';
const iso = (offset: number) => new Date(at(offset)).toISOString();
type History = Awaited<ReturnType<typeof callHistory>>;

/** A call with these users at seconds 1, 2, 3, … */
async function observed(versions: readonly (readonly string[])[]) {
  const calls = new MemoryLedger().as().calls;
  let state = callState(callId, 1, 1_000, versions[0]);
  await calls.createState(state);
  for (const [n, users] of versions.slice(1).entries()) {
    const change = changeFrom(state, (n + 2) * 1_000, users);
    await calls.putChanges([change]);
    const { outbox: _, ...next } = stateAfter(change, users);
    await calls.replaceState(next);
    state = next;
  }
  return { calls };
}

async function pagesOf(deps: Awaited<ReturnType<typeof observed>>): Promise<History[]> {
  const pages: History[] = [];
  let cursor: string | undefined;
  do {
    const page = await callHistory(deps, callId, cursor === undefined ? {} : { cursor });
    pages.push(page);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

test('20,000 users in five versions come in pages below 6 MB: each version and each interval once, in order', async () => {
  const all = userIds(40_000);
  const crowds = [0, 5_000, 10_000, 15_000, 20_000].map((from) => all.slice(from, from + 20_000));
  const pages = await pagesOf(await observed(crowds));
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) {
    expect(page).toMatchObject({ callId, coverage: expect.any(String) });
    expect(Buffer.byteLength(JSON.stringify(JSON.stringify(page)))).toBeLessThan(6_000_000);
  }
  const versions = pages.flatMap((page) => page.versions);
  expect(versions.map((v) => [v.observedAt, v.users.length])).toEqual(
    [1, 2, 3, 4, 5].map((second) => [iso(second * 1_000), 20_000]),
  );
  const grants = pages.flatMap((page) => page.grants);
  expect(grants.map(({ userId }) => userId)).toEqual(all);
  expect(grants[0]).toEqual({
    ...{ userId: all[0], firstObservedAt: iso(1_000), lastObservedAt: iso(1_000) },
    goneObservedAt: iso(2_000),
  });
  expect(grants[20_000]).toEqual({
    ...{ userId: all[20_000], notBefore: iso(1_000), firstObservedAt: iso(2_000) },
    lastObservedAt: iso(5_000),
  });
});

test('a history that fits is one page without a cursor', async () => {
  const pages = await pagesOf(await observed([['7'], [], ['7', '8']]));
  expect(pages).toHaveLength(1);
  expect(pages[0]?.versions).toHaveLength(3);
  expect(pages[0]?.grants.map((g) => [g.userId, g.notBefore, g.goneObservedAt])).toEqual([
    ['7', undefined, iso(2_000)],
    ['7', iso(2_000), undefined],
    ['8', iso(2_000), undefined],
  ]);
});

test('what was seen again after late observations stands between them', async () => {
  const deps = await observed([['7'], ['8'], ['9']]);
  for (const offset of [1_200, 2_200, 2_600]) await deps.calls.putLate(callId, snapshot(offset));
  const seenAgain = [
    receipt(1_100, { 42: 1 }),
    receipt(2_400, { 42: 2 }),
    receipt(2_800, { 42: 2 }),
  ];
  await deps.calls.putReceipts(seenAgain);
  const [page] = await pagesOf(deps);
  expect(page?.versions.map((v) => [v.outcome, v.observedAt, v.lastObservedAt])).toEqual([
    ['granted', iso(1_000), iso(1_100)],
    ['none', iso(1_200), iso(1_200)],
    ['granted', iso(2_000), iso(2_000)],
    ['none', iso(2_200), iso(2_200)],
    ['granted', iso(2_400), iso(2_400)],
    ['none', iso(2_600), iso(2_600)],
    ['granted', iso(2_800), iso(2_800)],
    ['granted', iso(3_000), iso(3_000)],
  ]);
});

test.each(['', 'x', 'MA', 'eC4w', 'di4tMQ'])('%j is no cursor of ours', async (cursor) => {
  const deps = await observed([['7']]);
  await expect(callHistory(deps, callId, { cursor })).rejects.toMatchObject({
    code: 'invalid-cursor',
  });
});
