import fc from 'fast-check';
import { newCallIds } from '../faults/stage/actions';
import type { Scene } from '../faults/stage/scene';
import type { Site } from '../faults/stage/site';
import { proxyEvent } from '../support/lambda-events';
import { expectNothingOf, expectRefusal, linesOf } from './expect-refusal';
import { httpCases, marker } from './http-cases';
import { signedBy } from './signed-by';
import { withScene } from './with-scene';

export const badRequests = (site: () => Site) =>
  describe('bad input over HTTP', () => {
    let scene: Scene;
    withScene(site, (opened) => {
      scene = opened;
    });

    it.each(httpCases)('row $row: $name', async ({ send, ...expected }) => {
      const [lines, invocations] = [linesOf(scene).length, scene.http.invocations];
      expectRefusal(await send(scene.http), expected);
      const reached = scene.http.invocations - invocations;
      const written = linesOf(scene).slice(lines);
      expect(written).toHaveLength(reached);
      for (const line of written) {
        expect(JSON.parse(line)).toMatchObject({ message: 'REQUEST_FAILED', code: expected.code });
        expect(line).not.toContain(marker);
      }
    });

    it('rows 1 and 2: nobody without a good signature reaches a function', async () => {
      const before = scene.http.invocations;
      const path = '/v2/calls/users-access';
      const body = '{"filter":{"callIds":["1"]}}';
      for (const authorization of signedBy(scene.http.url, path, body)) {
        const headers = { ...authorization, 'content-type': 'application/json' };
        const { status } = await scene.http.send('POST', path, body, { headers, signed: false });
        expect(status).toBe(403);
      }
      expect(scene.http.invocations).toBe(before);
    });

    it('rows 15 and 17: IDs stay as they are, and count once', async () => {
      const callIds = ['00000000000000000001', '7782342274025937895', '99999999999999999999'];
      const { status, body } = await scene.http.post('/audits', {
        callIds: [...callIds, callIds[0]],
      });
      expect(status).toBe(202);
      expect(body).toMatchObject({ requested: 3, duplicates: 1 });
      scene.accepted.push({ auditId: String(body.auditId), callIds });
      await scene.chunks.workOff();
      const page = await scene.http.get(`/audits/${body.auditId}/observations`);
      const seen = (page.body.observations as { callId: string }[]).map(({ callId }) => callId);
      expect(seen.sort()).toEqual([...callIds].sort());
      const history = await scene.http.get('/calls/00000000000000000001/access');
      expect(history.status).toBe(200);
    });

    it('row 6: a body in base64 is held to the same limits', async () => {
      const invoke = async (body: Buffer) => {
        const event = proxyEvent({
          method: 'POST',
          resource: '/v2/calls/users-access',
          headers: { 'content-type': 'application/json' },
          body: body.toString('base64'),
          isBase64Encoded: true,
        });
        const name = scene.functionName('check-access');
        const { payload } = await scene.processes.invoke(name, JSON.stringify(event));
        const answer = JSON.parse(payload) as { statusCode: number; body: string };
        return { status: answer.statusCode, code: JSON.parse(answer.body).code };
      };
      const good = { filter: { callIds: newCallIds(1) } };
      expect(await invoke(Buffer.from(JSON.stringify(good)))).toEqual({ status: 200 });
      const large = { filter: { callIds: ['1'.repeat(5_300_000)] } };
      expect(await invoke(Buffer.from(JSON.stringify(large)))).toEqual({
        status: 413,
        code: 'body-too-large',
      });
      expect(await invoke(Buffer.from([0x22, 0xff, 0x22]))).toEqual({
        status: 400,
        code: 'invalid-json',
      });
    });

    it('row 18: one call, the most of a check, the most of an audit', async () => {
      const path = '/v2/calls/users-access';
      for (const callIds of [newCallIds(1), newCallIds(300)]) {
        expect((await scene.http.post(path, { filter: { callIds } })).status).toBe(200);
      }
      const { status, body } = await scene.http.post('/audits', { callIds: newCallIds(200_000) });
      expect([status, body.requested]).toEqual([202, 200_000]);
      await scene.http.post(`/audits/${body.auditId}/cancel`, '');
    });

    it('row 23: headers do not tell where Gong is', async () => {
      const headers = {
        'x-forwarded-host': 'evil.example.com',
        forwarded: 'host=evil.example.com',
      };
      const before = scene.gong.stats().arrivals;
      const asked = { filter: { callIds: newCallIds(1) } };
      expect((await scene.http.post('/v2/calls/users-access', asked, { headers })).status).toBe(
        200,
      );
      expect(scene.gong.stats().arrivals).toBe(before + 1);
    });

    it('row 22: a key that was used for another request is refused', async () => {
      const headers = { 'idempotency-key': 'once' };
      const [a = '', b = ''] = newCallIds(2);
      expect((await scene.http.post('/audits', { callIds: [a] }, { headers })).status).toBe(202);
      const { status, body } = await scene.http.post('/audits', { callIds: [b] }, { headers });
      expect({ status, code: body.code }).toEqual({ status: 422, code: 'idempotency-key-reused' });
    });

    it('row 28: no pattern takes long over a near miss', async () => {
      const near = ['1'.repeat(50_000), `${'1,'.repeat(20_000)}x`, 'a-'.repeat(20_000)];
      const started = performance.now();
      for (const id of near) {
        const { status } = await scene.http.post('/v2/calls/users-access', {
          filter: { callIds: [id] },
        });
        expect(status).toBe(400);
      }
      expect(performance.now() - started).toBeLessThan(3_000);
    });

    it('any JSON whatever gets a 4xx that repeats nothing of it', async () => {
      const anything = fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.record({ filter: fc.jsonValue({ maxDepth: 2 }) }),
        fc.record({ filter: fc.record({ callIds: fc.array(fc.jsonValue({ maxDepth: 1 })) }) }),
      );
      const isGood = (value: unknown) =>
        /^\{"filter":\{"callIds":\[("[0-9]{1,20}",?)+\]\}\}$/.test(JSON.stringify(value));
      await fc.assert(
        fc.asyncProperty(
          anything.filter((value) => !isGood(value)),
          async (value) => {
            const { status, text } = await scene.http.post('/v2/calls/users-access', value);
            expect(status).toBe(400);
            expectNothingOf(text);
          },
        ),
        { numRuns: 60 },
      );
      expect(({} as Record<string, unknown>)[marker]).toBeUndefined();
    });

    it('any order of an audit gets a 202 or a 4xx that repeats nothing of it', async () => {
      const near = fc.record(
        {
          callIds: fc.oneof(fc.array(fc.oneof(fc.nat().map(String), fc.string())), fc.jsonValue()),
          calls: fc.jsonValue({ maxDepth: 2 }),
          list: fc.jsonValue({ maxDepth: 2 }),
          known: fc.jsonValue({ maxDepth: 1 }),
          label: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 1 })),
        },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(near, async (order) => {
          const { status, text, body } = await scene.http.post('/audits', order);
          if (status === 202)
            return void (await scene.http.post(`/audits/${body.auditId}/cancel`, ''));
          expect([400, 413]).toContain(status);
          expect(body).toMatchObject({ code: expect.any(String), field: expect.any(String) });
          expectNothingOf(text);
        }),
        { numRuns: 60 },
      );
    });
  });
