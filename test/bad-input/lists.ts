import { newCallIds } from '../faults/stage/actions';
import type { Scene } from '../faults/stage/scene';
import type { Site } from '../faults/stage/site';
import { linesOf } from './expect-refusal';
import { marker } from './http-cases';
import { withScene } from './with-scene';

export const badLists = (site: () => Site) =>
  describe('bad lists in the bucket', () => {
    let scene: Scene;
    withScene(site, (opened) => {
      scene = opened;
    });

    const place = (key: string) => {
      const bucket = scene.model.buckets.find(({ tellsEventBridge }) => tellsEventBridge)?.name;
      return `${scene.awsUrl}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    };

    /** Puts a list and hands the event of it to whom the rules name; then the calls are listed. */
    async function put(key: string, content: string | Buffer): Promise<string[]> {
      const { seq = 0 } = scene.buses.events().at(-1) ?? {};
      const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
      await fetch(place(key), {
        method: 'PUT',
        headers,
        body: new Uint8Array(Buffer.from(content)),
      });
      const told = scene.buses.events(seq).filter(({ rules }) => rules.length > 0);
      const started: string[] = [];
      for (const { event } of told) {
        const name = scene.functionName('request-audit');
        const { ok, payload } = await scene.processes.invoke(name, JSON.stringify(event));
        expect(ok).toBe(true);
        started.push(...(JSON.parse(payload) as { auditIds: string[] }).auditIds);
      }
      await scene.listings.workOff(1);
      await scene.chunks.workOff();
      return started;
    }

    const auditOf = async (auditId = '') => (await scene.http.get(`/audits/${auditId}`)).body;
    const reportOf = async (key: string) => {
      const answer = await fetch(place(`${key}.result.json`), {
        headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      });
      return (await answer.json()) as Record<string, unknown>;
    };

    it.each([
      ['nothing', '', 'list-without-calls'],
      ['only bad lines', `x\n-1\n${'1'.repeat(21)}\n`, 'list-without-calls'],
      ['no column of calls', `Name,Title\n${marker},b\n`, 'list-without-call-id-column'],
      ['bytes of no text', Buffer.from([0x1f, 0x8b, 0x08, 0, 0xff, 0xfe]), 'list-without-calls'],
    ])('a list with %s fails its audit with the reason', async (name, content, reason) => {
      const key = `lists/${name}.csv`;
      const [auditId] = await put(key, content);
      const { status, failureReason } = await auditOf(auditId);
      expect({ status, failureReason }).toEqual({ status: 'failed', failureReason: reason });
      expect(linesOf(scene).join('\n')).not.toContain(marker);
    });

    it('rows 12, 13 and 16: each bad line is named by its number, the others are audited', async () => {
      const [a = '', b = ''] = newCallIds(2);
      const bad = ['7.78E+18', ' 1 2', '١٢', '１２', '1'.repeat(21), '=1+1', '0x1', '\u0000'];
      const lines = ['\ufeffCall ID', a, ...bad, `"${b}"`, a, 'x'.repeat(20_000)];
      const [auditId] = await put('lists/mixed.csv', lines.join('\r\n'));
      expect(await auditOf(auditId)).toMatchObject({ status: 'completed', requested: 2 });
      const { badLines, duplicates, bad: named } = await reportOf('lists/mixed.csv');
      expect({ badLines, duplicates }).toEqual({ badLines: bad.length + 1, duplicates: 1 });
      expect((named as { line: number }[]).map(({ line }) => line)).toEqual([
        ...bad.map((_, n) => n + 3),
        lines.length,
      ]);
      expect(JSON.stringify(named)).not.toContain('7.78');
    });

    it.each([
      'lists/a b+c&d=é%00.csv',
      'lists/../x',
      ['lists/$', '{jndi:ldap://x}'].join(''),
      'lists/\r\n.csv',
    ])('row 26: a list may be called %j', async (key) => {
      const [callId = ''] = newCallIds(1);
      const before = linesOf(scene).length;
      await put(key, callId);
      for (const line of linesOf(scene).slice(before)) expect(() => JSON.parse(line)).not.toThrow();
    });

    it('a report is never taken for a list, and other places are none of ours', async () => {
      expect(await put('lists/x.csv.result.json', '1')).toEqual([]);
      expect(await put('elsewhere/x.csv', '1')).toEqual([]);
    });
  });
