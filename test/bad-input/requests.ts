import fc from 'fast-check';
import { newCallIds } from '../faults/stage/actions';
import { openScene, type Scene } from '../faults/stage/scene';
import type { Site } from '../faults/stage/site';
import { expectNothingOf, expectRefusal, linesOf } from './expect-refusal';
import { httpCases, marker } from './http-cases';
import { signedBy } from './signed-by';

export const badRequests = (site: () => Site) =>
  describe('bad input over HTTP', () => {
    let scene: Scene;

    beforeAll(async () => {
      scene = await openScene(site());
    });
    afterAll(async () => {
      await scene.close();
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
  });
