import type { CallStore } from '../../lambdas/domain/ports';
import {
  at,
  callState,
  callsBeside,
  changeFrom,
  receipt,
  snapshot,
  stateAfter,
  userIds,
} from './samples';

/** What every store of calls must do. IDs have up to 20 digits, and leading zeros. */
export function callStoreContract(calls: () => CallStore): void {
  const read = async (callId: string) =>
    (await calls().states([callId], { consistent: true })).get(callId);
  const many = userIds(20_000);

  describe('states', () => {
    test('a call has one baseline, whoever comes first', async () => {
      const first = callState('00000000000000000001', 1, 1, ['007', '99999999999999999999']);
      expect(await calls().createState(first)).toBe(true);
      expect(await calls().createState(callState(first.callId, 1, 2))).toBe(false);
      expect(await read(first.callId)).toEqual(first);
    });

    test('calls whose IDs differ in leading zeros are different calls', async () => {
      await calls().createState(callState('0042', 1, 1, ['1']));
      await calls().createState(callState('42', 1, 2, ['01']));
      expect((await read('0042'))?.users).toEqual(['1']);
      expect((await read('42'))?.users).toEqual(['01']);
      expect(await read('042')).toBeUndefined();
    });

    test('every field of a state comes back', async () => {
      const state = {
        ...callState('101', 1, 1),
        outcome: 'not-found' as const,
        known: { users: ['1', '02'], observedAt: at(0) },
        askAgainAt: at(99),
        timesNotFound: 2,
        floor: at(3),
      };
      await calls().createState(state);
      expect(await read('101')).toEqual(state);
    });

    test('a version replaces the one before it, and only that', async () => {
      const first = callState('102', 1, 1, ['1']);
      await calls().createState(first);
      const second = stateAfter(changeFrom(first, 5, ['2']), ['2']);
      expect(await calls().replaceState({ ...second, version: 3 })).toBe(false);
      expect(await calls().replaceState({ ...second, observedAt: at(1) })).toBe(false);
      expect(await calls().replaceState(second)).toBe(true);
      expect(await calls().replaceState(second)).toBe(false);
      expect(await read('102')).toEqual(second);
    });

    test('of a call that has no state nothing is replaced', async () => {
      expect(await calls().replaceState(callState('103', 2, 5))).toBe(false);
      expect(await read('103')).toBeUndefined();
    });

    test('a floor bars versions that are not later', async () => {
      const first = callState('104', 1, 1);
      await calls().createState(first);
      expect(await calls().raiseFloor(first, at(10))).toBe(true);
      expect(await calls().raiseFloor(first, at(9))).toBe(false);
      expect(await calls().raiseFloor(first, at(10))).toBe(true);
      expect(await calls().raiseFloor({ ...first, version: 2 }, at(20))).toBe(false);
      expect(await calls().replaceState(callState('104', 2, 10))).toBe(false);
      expect(await calls().replaceState(callState('104', 2, 11))).toBe(true);
      expect((await read('104'))?.floor).toBeUndefined();
    });

    test('an outbox is emptied for its own version only', async () => {
      const first = callState('105', 1, 1, ['1']);
      await calls().createState(first);
      const second = stateAfter(changeFrom(first, 5, []), []);
      await calls().replaceState(second);
      await calls().clearOutbox('105', 1);
      expect((await read('105'))?.outbox).toEqual(second.outbox);
      await calls().clearOutbox('105', 2);
      await calls().clearOutbox('105', 2);
      const { outbox, ...cleared } = second;
      expect(await read('105')).toEqual(cleared);
    });

    test('clearing the outbox of a call without a state makes none', async () => {
      await calls().clearOutbox('106', 1);
      await calls().askAgain(callState('106', 1, 1), at(1), 2);
      expect(await calls().raiseFloor(callState('106', 1, 1), at(1))).toBe(false);
      expect(await read('106')).toBeUndefined();
    });

    test('an unknown call waits longer while it keeps its version', async () => {
      const state = { ...callState('107', 1, 1), outcome: 'not-found' as const };
      await calls().createState(state);
      await calls().askAgain(state, at(50), 2);
      await calls().askAgain({ ...state, version: 2 }, at(70), 3);
      expect(await read('107')).toEqual({ ...state, askAgainAt: at(50), timesNotFound: 2 });
    });

    test('a call with 20,000 users is kept whole, and so is the change to 20,000 others', async () => {
      const [before, after] = [many, userIds(40_000).slice(20_000)];
      const first = callState('108', 1, 1, before);
      await calls().createState(first);
      expect(await read('108')).toEqual(first);
      const second = stateAfter(changeFrom(first, 5, after), after);
      expect(await calls().replaceState(second)).toBe(true);
      expect(await read('108')).toEqual(second);
      await calls().putChanges([changeFrom(first, 5, after)]);
      expect(await calls().changes('108')).toEqual([second.outbox]);
    });

    test('20,000 users known from before an unknown state are kept, also through the change', async () => {
      const known = { users: many, observedAt: at(2) };
      const first = { ...callState('109', 1, 3), outcome: 'not-found' as const, known };
      await calls().createState(first);
      expect(await read('109')).toEqual(first);
      const after = userIds(40_000).slice(20_000);
      const change = { ...changeFrom(first, 5, after), revoked: many };
      const second = stateAfter(change, after);
      expect(await calls().replaceState(second)).toBe(true);
      expect(await read('109')).toEqual(second);
    });

    test('many calls are read at once: dense in one bucket, sparse over all, absent ones left out', async () => {
      const beside = callsBeside('108', 40);
      const sparse = Array.from({ length: 130 }, (_, i) => `200${i}`);
      await Promise.all(
        [...beside.slice(0, 30), ...sparse].map((id) => calls().createState(callState(id, 1, 1))),
      );
      const some = beside.filter((_, i) => i % 3 === 0);
      const found = await calls().states([...some, ...sparse, '999'], { consistent: true });
      const there = [...some.filter((id) => beside.indexOf(id) < 30), ...sparse];
      expect([...found.keys()].sort()).toEqual(there.sort());
      expect(await calls().states([], { consistent: true })).toEqual(new Map());
    });

    test('more than 1 MB of states is read in full', async () => {
      const big = callsBeside('300', 80);
      const users = userIds(500);
      for (const id of big) await calls().createState(callState(id, 1, 1, users));
      const found = await calls().states(big, { consistent: true });
      expect([...found.values()].filter((state) => state.users.length === 500)).toHaveLength(80);
    });

    test('of 50 writers to one version one wins', async () => {
      const first = callState('110', 1, 1, ['1']);
      await calls().createState(first);
      const versions = Array.from({ length: 50 }, (_, i) =>
        stateAfter(changeFrom(first, 10 + i, [`${100 + i}`]), [`${100 + i}`]),
      );
      const won = await Promise.all(versions.map((next) => calls().replaceState(next)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await read('110')).toEqual(versions[won.indexOf(true)]);
    });
  });

  describe('histories', () => {
    const first = callState('401', 1, 10, ['1']);
    const one = changeFrom(first, 20, ['1', '2']);
    const two = changeFrom(stateAfter(one, ['1', '2']), 30, []);

    test('steps come back oldest first, repeated or not, and by moment', async () => {
      await calls().putChanges([two, one]);
      await calls().putChanges([one]);
      expect((await calls().changes('401')).map(({ observedAt }) => observedAt)).toEqual([
        at(20),
        at(30),
      ]);
      expect(await calls().changeAt('401', at(20))).toEqual(one);
      expect(await calls().changeAt('401', at(21))).toBeUndefined();
      const next = async (moment: number) => (await calls().changeAfter('401', moment))?.version;
      expect(await next(0)).toBe(2);
      expect(await next(at(19))).toBe(2);
      expect(await next(at(20))).toBe(3);
      expect(await next(at(20) - 0.5)).toBe(2);
      expect(await next(at(30))).toBeUndefined();
      expect(await next(Number.MAX_SAFE_INTEGER)).toBeUndefined();
    });

    test('calls whose IDs begin alike are not mixed up', async () => {
      await calls().putChanges([changeFrom(callState('4010', 1, 10), 20, ['7'])]);
      expect(await calls().changes('401')).toHaveLength(2);
      expect(await calls().changes('40')).toEqual([]);
      expect(await calls().changes('4010')).toHaveLength(1);
    });

    test('late observations come back oldest first', async () => {
      await calls().putLate('402', snapshot(30, many));
      await calls().putLate('402', snapshot(20));
      await calls().putLate('402', snapshot(20));
      expect(await calls().late('402')).toEqual([snapshot(20), snapshot(30, many)]);
      expect(await calls().late('40')).toEqual([]);
    });

    test('a history of more than 1 MB comes back whole', async () => {
      const before = callState('403', 1, 1);
      const users = userIds(400);
      const steps = Array.from({ length: 400 }, (_, i) => changeFrom(before, 10 + i, users));
      await calls().putChanges(steps);
      expect((await calls().changes('403')).map(({ observedAt }) => observedAt)).toEqual(
        steps.map(({ observedAt }) => observedAt),
      );
    });
  });

  describe('receipts', () => {
    const [beside = ''] = callsBeside('501', 1);

    test('come newest first, between two moments, for the calls that they name', async () => {
      await calls().putReceipts([
        receipt(10, { '501': 1 }),
        receipt(20, { '501': 1, [beside]: 4 }),
      ]);
      await calls().putReceipts([receipt(30, { '501': 2 }), receipt(40, { [beside]: 4 })]);
      const slots = async (range: Parameters<CallStore['receipts']>[1]) =>
        (await calls().receipts('501', range)).map(({ slot }) => slot);
      expect(await slots({ after: 0 })).toEqual([at(30), at(20), at(10)]);
      expect(await slots({ after: at(10), before: at(30) })).toEqual([at(20)]);
      expect(await slots({ after: at(10), before: at(11) })).toEqual([]);
      expect(await slots({ after: 0, limit: 2 })).toEqual([at(30), at(20)]);
      expect(await slots({ after: 0, version: 1, limit: 1 })).toEqual([at(20)]);
      expect(await slots({ after: 0, version: 4 })).toEqual([]);
      expect(await slots({ after: at(30) })).toEqual([]);
    });

    test('come back as they were put', async () => {
      const [found] = await calls().receipts('501', { after: at(19), before: at(21) });
      expect(found).toEqual(receipt(20, { '501': 1, [beside]: 4 }));
    });

    test('of one slot with other calls or versions do not replace one another', async () => {
      await calls().putReceipts([receipt(50, { '501': 2 }), receipt(50, { '501': 3 })]);
      await calls().putReceipts([receipt(50, { '501': 2 })]);
      const found = await calls().receipts('501', { after: at(49) });
      expect(found.map(({ versions }) => versions).sort()).toEqual([[2], [3]]);
    });

    test('of one call and of several in one write come in one order', async () => {
      const [other = ''] = callsBeside('503', 1);
      const alone = (offset: number) => receipt(offset, { '503': 1 });
      const together = (offset: number) => receipt(offset, { '503': 1, [other]: 1 });
      await calls().putReceipts([alone(10), together(20), alone(30), together(40), alone(50)]);
      const slots = async (range: Parameters<CallStore['receipts']>[1]) =>
        (await calls().receipts('503', range)).map(({ slot }) => slot);
      expect(await slots({ after: 0 })).toEqual([at(50), at(40), at(30), at(20), at(10)]);
      expect(await slots({ after: 0, limit: 2 })).toEqual([at(50), at(40)]);
      expect(await slots({ after: 0, before: at(50), limit: 1 })).toEqual([at(40)]);
      expect(await slots({ after: 0, before: at(40), limit: 1 })).toEqual([at(30)]);
      expect(await slots({ after: at(20), before: at(40) })).toEqual([at(30)]);
      expect(await calls().receipts(other, { after: 0 })).toEqual([together(40), together(20)]);
      expect(await calls().receipts('50', { after: 0 })).toEqual([]);
      expect(await calls().receipts('503', { after: at(49) })).toEqual([alone(50)]);
    });

    test('are found behind many that do not name the call', async () => {
      const others = callsBeside('502', 100);
      const seen = Object.fromEntries(others.map((id) => [id, 300]));
      await calls().putReceipts([receipt(1, { '502': 1 })]);
      await calls().putReceipts(Array.from({ length: 1_200 }, (_, i) => receipt(10 + i, seen)));
      const found = await calls().receipts('502', { after: 0, limit: 1 });
      expect(found.map(({ slot }) => slot)).toEqual([at(1)]);
    });
  });

  test('postings and feed take repeats, and more than one batch', async () => {
    const postings = new Map(userIds(60).map((user) => [user, new Set(['00', 'ff'])]));
    await calls().putPostings(postings);
    await calls().putPostings(postings);
    await calls().putPostings(new Map());
    const change = changeFrom(callState('601', 1, 10), 20, many);
    await calls().putFeed([change, { ...change, version: 3 }], at(21));
    await calls().putFeed([], at(21));
  });
}
