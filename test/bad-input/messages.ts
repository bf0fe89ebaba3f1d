import { acceptedAudit, newCallIds } from '../faults/stage/actions';
import { batchOf } from '../faults/stage/mailbox';
import { openScene, type Scene } from '../faults/stage/scene';
import type { Site } from '../faults/stage/site';
import { linesOf } from './expect-refusal';

const marker = 'xMARKERx';

export const badMessages = (site: () => Site) =>
  describe('bad messages and events', () => {
    let scene: Scene;

    beforeAll(async () => {
      scene = await openScene(site());
    });
    afterAll(async () => {
      await scene.close();
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
