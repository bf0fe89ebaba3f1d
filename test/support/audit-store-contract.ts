import type { AuditStore } from '../../lambdas/domain/ports';
import { at, auditOf, callState, changeFrom, totalsOf, userIds } from './samples';

const noShard = {
  ...{ shard: 0, done: new Set(), failed: new Set(), again: new Set(), totals: totalsOf({}) },
};

/** What every store of audits must do. */
export function auditStoreContract(audits: () => AuditStore): void {
  async function accepted(auditId: string, given: Parameters<typeof auditOf>[1] = {}) {
    const audit = await audits().reserve(auditOf(auditId, given));
    await audits().accept(audit);
    return audit;
  }

  describe('an audit', () => {
    test('is reserved once and seen once it is accepted', async () => {
      const first = auditOf('seen', { label: 'first', announcedAt: at(1) });
      expect(await audits().reserve(first)).toEqual(first);
      expect(await audits().reserve(auditOf('seen', { label: 'second' }))).toEqual(first);
      expect(await audits().audit('seen')).toBeUndefined();
      await audits().accept(first);
      await audits().accept(first);
      expect(await audits().audit('seen')).toEqual(first);
      expect(await audits().running()).toContain('seen');
    });

    test('goes off the work and back on', async () => {
      await accepted('work');
      await audits().settle('work');
      await audits().settle('work');
      expect(await audits().running()).not.toContain('work');
      await audits().reopen('work');
      expect(await audits().running()).toContain('work');
    });

    test('changes only from the statuses named', async () => {
      const audit = await accepted('status');
      const pause = { reason: 'requested', since: at(1), until: at(9) };
      const paused = { ...audit, status: 'paused' as const, pause, dispatched: 4 };
      expect(
        await audits().update('status', ['accepted', 'running'], {
          ...{ status: 'paused', pause, dispatched: 4 },
        }),
      ).toEqual({ audit: paused, updated: true });
      expect(await audits().update('status', ['running'], { status: 'cancelled' })).toEqual({
        audit: paused,
        updated: false,
      });
      const totals = totalsOf({ granted: 2, failed: 1 });
      const done = { status: 'completed' as const, totals, completedAt: at(20) };
      const { updated } = await audits().update('status', ['paused'], { ...done, pause: null });
      expect(updated).toBe(true);
      expect(await audits().audit('status')).toEqual({ ...audit, ...done, dispatched: 4 });
    });

    test('that is not there is not made by changing it', async () => {
      const change = { status: 'running' as const };
      expect(await audits().update('nobody', ['accepted'], change)).toEqual({
        audit: undefined,
        updated: false,
      });
      await audits().rewind('nobody', 0);
      expect(await audits().audit('nobody')).toBeUndefined();
    });

    test('is rewound, never wound forward', async () => {
      await accepted('rewind', { dispatched: 9 });
      await audits().rewind('rewind', 12);
      expect((await audits().audit('rewind'))?.dispatched).toBe(9);
      await audits().rewind('rewind', 3);
      expect((await audits().audit('rewind'))?.dispatched).toBe(3);
    });

    test('gives each range of chunks to one of those that claim it, while it is at work', async () => {
      await accepted('claimed');
      const claims = [1, 2, 3].map(() => audits().claim('claimed', 0, 5));
      expect((await Promise.all(claims)).filter((won) => won)).toHaveLength(1);
      const claimed = await audits().audit('claimed');
      expect([claimed?.status, claimed?.dispatched]).toEqual(['running', 5]);
      await audits().update('claimed', ['running'], { status: 'cancelled' });
      expect(await audits().claim('claimed', 5, 6)).toBe(false);
    });

    test('is ended once by those that end it at once, and anew by who has seen that end', async () => {
      await accepted('ended');
      const end = { status: 'completed-with-gaps' as const, totals: totalsOf({ failed: 3 }) };
      const ends = [20, 21, 22].map((n) => ({ ...end, completedAt: at(n) }));
      const all = await Promise.all(ends.map((one) => audits().end('ended', one, undefined)));
      expect(all.filter((won) => won)).toHaveLength(1);
      const first = await audits().audit('ended');
      expect(first).toMatchObject(ends[all.indexOf(true)] ?? {});
      const anew = { status: 'completed' as const, totals: totalsOf({ none: 3 }) };
      expect(await audits().end('ended', { ...anew, completedAt: at(30) }, at(29))).toBe(false);
      const seen = first?.completedAt;
      expect(await audits().end('ended', { ...anew, completedAt: at(30) }, seen)).toBe(true);
      expect(await audits().audit('ended')).toMatchObject({ ...anew, completedAt: at(30) });
      await accepted('cancelled');
      await audits().update('cancelled', ['accepted'], { status: 'cancelled' });
      const late = { ...end, completedAt: at(40) };
      expect(await audits().end('cancelled', late, undefined)).toBe(false);
      expect(await audits().end('nobody', late, undefined)).toBe(false);
      expect(await audits().audit('nobody')).toBeUndefined();
    });

    test('that is reserved but never accepted is taken off the work, an accepted one is not', async () => {
      await audits().reserve(auditOf('given-up', { createdAt: at(1) }));
      await audits().reopen('given-up');
      await audits().abandon('given-up', at(1));
      expect(await audits().running()).toContain('given-up');
      await audits().abandon('given-up', at(2));
      expect(await audits().running()).not.toContain('given-up');
      const late = await accepted('given-up', { createdAt: at(1) });
      await audits().abandon('given-up', at(2));
      expect(await audits().running()).toContain('given-up');
      expect(await audits().audit('given-up')).toEqual(late);
    });

    test('is listed newest first, page by page', async () => {
      const ids = Array.from({ length: 7 }, (_, i) => `listed-${i}`);
      for (const [i, id] of ids.entries()) await accepted(id, { createdAt: at(1_000 + i) });
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await audits().audits({ limit: 3, ...(cursor ? { cursor } : {}) });
        expect(page.audits.length).toBeLessThanOrEqual(3);
        found.push(...page.audits.map(({ auditId }) => auditId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(found.filter((id) => ids.includes(id))).toEqual([...ids].reverse());
      expect(new Set(found).size).toBe(found.length);
    });
  });

  describe('chunks', () => {
    test('come back in order, with every digit', async () => {
      const chunks = Array.from({ length: 60 }, (_, i) => [`00${i}`, '99999999999999999999']);
      await audits().putChunks('chunks', chunks);
      await audits().putChunks('chunks', chunks);
      expect(await audits().chunk('chunks', 59)).toEqual(chunks[59]);
      expect(await audits().chunk('chunks', 60)).toBeUndefined();
      const range = await audits().chunks('chunks', 9, 11);
      expect(range).toEqual(
        new Map([
          [9, chunks[9]],
          [10, chunks[10]],
        ]),
      );
    });

    test('more than 1 MB of them come back', async () => {
      const calls = userIds(100);
      await audits().putChunks('many', new Array(1_500).fill(calls));
      expect((await audits().chunks('many', 0, 1_500)).size).toBe(1_500);
    });
  });

  describe('counting', () => {
    const granted = totalsOf({ granted: 2, none: 1 });

    test('counts a chunk once, whoever repeats it at the same time', async () => {
      await accepted('once');
      await Promise.all(
        Array.from({ length: 20 }, () => audits().countDone('once', { chunk: 5, totals: granted })),
      );
      const shard = await audits().countDone('once', { chunk: 5, totals: granted });
      expect(shard).toEqual({ ...noShard, shard: 0, done: new Set([5]), totals: granted });
      expect(await audits().shard('once', 0)).toEqual(shard);
    });

    test('keeps 128 chunks a shard, all of them counted', async () => {
      await Promise.all(
        Array.from({ length: 130 }, (_, chunk) =>
          audits().countDone('shards', { chunk, totals: totalsOf({ notReturned: 1 }) }),
        ),
      );
      const shards = await audits().shards('shards');
      expect(shards.map(({ shard, done }) => [shard, done.size])).toEqual([
        [0, 128],
        [1, 2],
      ]);
      expect(shards[0]?.totals).toEqual(totalsOf({ notReturned: 128 }));
    });

    test('a chunk that was given up and done after all counts as done only', async () => {
      await audits().putChunks('redrive', [['1', '2', '3']]);
      const failed = totalsOf({ failed: 3 });
      const count = { chunk: 0, totals: failed, reason: 'gong-unavailable' };
      expect((await audits().countFailed('redrive', count)).totals).toEqual(failed);
      expect((await audits().countFailed('redrive', count)).totals).toEqual(failed);
      expect(await audits().failures('redrive', 0, 5)).toEqual(new Map([[0, 'gong-unavailable']]));
      await Promise.all(
        [1, 2, 3].map(() => audits().countDone('redrive', { chunk: 0, totals: granted })),
      );
      expect(await audits().countFailed('redrive', count)).toEqual({
        ...{ ...noShard, done: new Set([0]), totals: granted },
      });
    });

    test('done and given up at the same time, a chunk counts as one of them', async () => {
      await audits().putChunks('both', [['1', '2', '3']]);
      const failed = { chunk: 0, totals: totalsOf({ failed: 3 }), reason: 'x' };
      await Promise.all([
        audits().countFailed('both', failed),
        audits().countDone('both', { chunk: 0, totals: granted }),
        audits().countFailed('both', failed),
      ]);
      expect((await audits().shard('both', 0)).totals).toEqual(granted);
    });

    test('a shard that nobody counted in is empty', async () => {
      const empty = { ...noShard, shard: 3 };
      expect(await audits().shard('nothing', 3)).toEqual(empty);
      expect(await audits().shards('nothing')).toEqual([]);
    });
  });

  describe('chunks to be sent again', () => {
    test('are taken by one of those that take them at once; a count leaves them noted', async () => {
      await audits().putBack('again', [3, 5, 130]);
      await audits().putBack('again', [5]);
      const [first, second] = await audits().shards('again');
      expect([first?.again, second?.again]).toEqual([new Set([3, 5]), new Set([130])]);
      await audits().countDone('again', { chunk: 7, totals: totalsOf({ none: 1 }) });
      const taken = await Promise.all([1, 2, 3].map(() => audits().takeBack('again', [3, 5])));
      expect(taken.filter((won) => won)).toHaveLength(1);
      const after = await audits().shards('again');
      expect(after.map(({ again }) => again)).toEqual([new Set(), new Set([130])]);
      expect(after[0]?.done).toEqual(new Set([7]));
    });

    test('a chunk is begun again and again until its work comes to an end', async () => {
      expect(await audits().noteTry('tries', 4)).toBe(1);
      expect(await audits().noteTry('tries', 4)).toBe(2);
      expect(await audits().noteTry('tries', 5)).toBe(1);
      await audits().clearTries('tries', 4);
      expect(await audits().noteTry('tries', 4)).toBe(1);
    });
  });

  describe('chunks given up with changes that may not be announced', () => {
    test('are noted until they are cleared', async () => {
      const refs = [
        { auditId: 'open-1', chunk: 12 },
        { auditId: 'open-1', chunk: 3 },
        { auditId: 'open-2', chunk: 12 },
      ];
      for (const ref of [...refs, ...refs]) await audits().noteUnsettled(ref);
      await audits().clearUnsettled({ auditId: 'open-1', chunk: 12 });
      const noted = await audits().unsettled();
      const sorted = [...noted].sort((a, b) => a.auditId.localeCompare(b.auditId));
      expect(sorted).toEqual(refs.slice(1));
    });
  });

  describe('changes of chunks', () => {
    test('come by chunk, page by page, repeated or not', async () => {
      const first = callState('701', 1, 1);
      for (const chunk of [10, 2, 7]) {
        const changes = [changeFrom(first, 10 + chunk, ['1']), changeFrom(first, 40 + chunk, [])];
        await audits().putChunkChanges('changes', chunk, changes);
        await audits().putChunkChanges('changes', chunk, changes);
      }
      const found: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await audits().chunkChanges('changes', {
          limit: 1,
          ...(cursor ? { cursor } : {}),
        });
        found.push(...page.changes.map(({ observedAt }) => observedAt - at(0)));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(found).toEqual([12, 42, 17, 47, 20, 50]);
    });

    test('of 100 calls with 1,000 users each are kept whole', async () => {
      const users = userIds(1_000);
      const changes = Array.from({ length: 100 }, (_, i) =>
        changeFrom(callState(`80${i}`, 1, 1), 10 + i, users),
      );
      await audits().putChunkChanges('wide', 0, changes);
      const found = [];
      let cursor: string | undefined;
      do {
        const page = await audits().chunkChanges('wide', {
          limit: 5,
          ...(cursor ? { cursor } : {}),
        });
        found.push(...page.changes);
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(found).toEqual(changes.map(({ previous, ...summary }) => summary));
    });
  });
}
