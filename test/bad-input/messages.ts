import fc from 'fast-check';
import { acceptedAudit, newCallIds } from '../faults/stage/actions';
import { batchOf } from '../faults/stage/mailbox';
import type { Scene } from '../faults/stage/scene';
import type { Site } from '../faults/stage/site';
import { linesOf } from './expect-refusal';
import { marker } from './http-cases';
import { withScene } from './with-scene';

export const badMessages = (site: () => Site) =>
  describe('bad messages and events', () => {
    let scene: Scene;
    withScene(site, (opened) => {
      scene = opened;
    });

    const chunk = (extra: object) => JSON.stringify({ schemaVersion: 1, chunk: 0, ...extra });

    it.each([
      ['not JSON', marker],
      ['another version', chunk({ auditId: 'a', schemaVersion: 2 })],
      ['no version', '{"auditId":"a","chunk":0}'],
      ['an empty object', '{}'],
      ['a list', '[]'],
      ['a negative chunk', chunk({ auditId: 'a', chunk: -1 })],
      ['a chunk as text', chunk({ auditId: 'a', chunk: '0' })],
      ['a path for an ID', chunk({ auditId: `../${marker}` })],
      ['an unknown audit', chunk({ auditId: 'unknown' })],
      ['calls of its own', chunk({ auditId: 'a', callIds: newCallIds(10_000) })],
      ['another caller', chunk({ auditId: 'a', requestedBy: marker })],
    ])('rows 29, 32, 33: %s is given back whole, and said once', async (_, body) => {
      const before = linesOf(scene).length;
      await scene.chunks.post(body);
      const letters = await scene.chunks.take();
      const { failed } = await scene.chunks.deliver(letters);
      expect(failed).toEqual(letters);
      const lines = linesOf(scene).slice(before);
      const returned = lines
        .map((line) => JSON.parse(line))
        .filter(({ level }) => level === 'WARN');
      expect(returned).toHaveLength(1);
      expect(returned[0]).toMatchObject({ code: expect.stringMatching(/^(invalid|unknown)-/) });
      expect(lines.join()).not.toContain(marker);
      for (const letter of await scene.chunks.take()) await scene.chunks.remove(letter);
    });

    it.each([
      ['not JSON', marker],
      ['another version', '{"schemaVersion":2,"auditId":"a"}'],
      ['an unknown audit', '{"schemaVersion":1,"auditId":"unknown"}'],
      ['a path for an ID', `{"schemaVersion":1,"auditId":"../${marker}"}`],
      ['calls of its own', '{"schemaVersion":1,"auditId":"a","callIds":["1"]}'],
    ])('row 29: a listing with %s is given back', async (_, body) => {
      const before = linesOf(scene).length;
      await scene.listings.post(body);
      const letters = await scene.listings.take();
      expect((await scene.listings.deliver(letters)).failed).toEqual(letters);
      expect(linesOf(scene).slice(before).join()).not.toContain(marker);
      for (const letter of await scene.listings.take()) await scene.listings.remove(letter);
    });

    it('rows 5 and 29: of any batch the bad messages are given back, and no other', async () => {
      const bodies = fc.array(
        fc.oneof(fc.constant('good'), fc.json({ maxDepth: 2 }), fc.string()),
        {
          maxLength: 6,
        },
      );
      await fc.assert(
        fc.asyncProperty(bodies, async (drawn) => {
          const [callId = ''] = newCallIds(1);
          const auditId = await acceptedAudit(scene, [callId]);
          const [good] = await scene.chunks.take();
          if (!good) throw new Error('no message');
          const letters = drawn.map((body, n) =>
            body === 'good' ? { ...good, id: `good-${n}` } : { ...good, id: `bad-${n}`, body },
          );
          const event = batchOf(letters, scene.chunks.queue);
          const { ok, payload } = await scene.processes.invoke(
            scene.functionName('run-chunk'),
            event,
          );
          expect(ok).toBe(true);
          const { batchItemFailures } = JSON.parse(payload) as {
            batchItemFailures: { itemIdentifier: string }[];
          };
          const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
          expect(failed.sort()).toEqual(
            letters
              .map(({ id }) => id)
              .filter((id) => id.startsWith('bad'))
              .sort(),
          );
          await scene.chunks.deliver([good]);
          expect((await scene.http.get(`/audits/${auditId}`)).body.status).toBe('completed');
        }),
        { numRuns: 10 },
      );
    });

    it('row 31: a message that is twice in a batch is worked on once', async () => {
      await acceptedAudit(scene, newCallIds(1));
      const [letter] = await scene.chunks.take();
      if (!letter) throw new Error('no message');
      const before = scene.gong.stats().arrivals;
      const { failed } = await scene.chunks.deliver([
        letter,
        { ...letter, receipt: letter.receipt },
      ]);
      expect(failed).toEqual([]);
      expect(scene.gong.stats().arrivals).toBe(before + 1);
    });

    it.each(['{}', '{"Records":{}}', '{"Records":[{"body":"{}"}]}', '[]', 'null', '"x"'])(
      'row 30: %s is no batch without failures',
      async (event) => {
        const name = scene.functionName('run-chunk');
        expect((await scene.processes.invoke(name, event)).ok).toBe(false);
      },
    );

    const requested = (detail: unknown, id = `event-${Math.random()}`) =>
      JSON.stringify({ id, source: 'tests', 'detail-type': 'Audit Requested', detail });

    it.each([
      ['no detail', null, 'detail'],
      ['no source of calls', {}, 'detail'],
      ['an unknown version', { schemaVersion: 9, callIds: ['1'] }, 'schemaVersion'],
      ['a number for an ID', { callIds: [1] }, 'callIds[0]'],
      ['two sources', { callIds: ['1'], known: true }, 'detail'],
      ['an unknown key', { callIds: ['1'], [marker]: marker }, 'detail'],
      [
        'a window in the future',
        { calls: { fromDateTime: '2099-01-01T00:00:00Z', toDateTime: '2099-01-02T00:00:00Z' } },
        'calls.toDateTime',
      ],
      ['too many calls', { callIds: Array.from({ length: 200_001 }, (_, n) => `${n}`) }, 'callIds'],
    ])('row 35: an event with %s is rejected by an event', async (_, detail, field) => {
      const before = scene.buses.events().length;
      const name = scene.functionName('request-audit');
      expect(await scene.processes.invoke(name, requested(detail))).toMatchObject({ ok: true });
      const rejected = scene.buses.events().slice(before);
      expect(rejected.map(({ event }) => event['detail-type'])).toEqual(['Audit Rejected']);
      expect(rejected[0]?.event.detail).toMatchObject({ field });
      expect(JSON.stringify(rejected)).not.toContain(marker);
    });

    it('row 35: whatever the detail, an event starts an audit or is rejected', async () => {
      const details = fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.record({ callIds: fc.jsonValue({ maxDepth: 1 }), label: fc.jsonValue({ maxDepth: 1 }) }),
      );
      const name = scene.functionName('request-audit');
      await fc.assert(
        fc.asyncProperty(details, async (detail) => {
          const before = scene.buses.events().length;
          const { ok, payload } = await scene.processes.invoke(name, requested(detail));
          expect(ok).toBe(true);
          const { auditIds } = JSON.parse(payload) as { auditIds: string[] };
          expect(auditIds.length + scene.buses.events().length - before).toBe(1);
        }),
        { numRuns: 40 },
      );
    });

    it('row 34: events of others are not matched', async () => {
      const put = scene.buses.operations['AWSEvents.PutEvents'];
      const bus = scene.model.buses[0];
      const entry = { EventBusName: bus, Source: 'tests', DetailType: 'Audit Requested' };
      const strangers = [
        { ...entry, DetailType: 'Audit Requested ', Detail: '{"callIds":["1"]}' },
        { ...entry, DetailType: 'audit requested', Detail: '{"callIds":["1"]}' },
        { ...entry, EventBusName: 'default', Detail: '{"callIds":["1"]}' },
        { ...entry, Source: 'gong-access-audit', DetailType: 'Audit Completed', Detail: '{}' },
      ];
      await put?.({ Entries: strangers });
      const rules = scene.buses
        .events()
        .slice(-strangers.length)
        .flatMap((kept) => kept.rules);
      expect(rules.filter((rule) => /Requested|Triggers/.test(rule))).toEqual([]);
    });

    it('is not a batch of nothing', () => {
      expect(batchOf([], scene.chunks.queue)).toBe('{"Records":[]}');
    });
  });
