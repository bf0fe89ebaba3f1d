import assert from 'node:assert/strict';
import type { FaultOrder } from '../../../local/gong/fault';
import { type Case, casesOf, type Row } from '../row';
import { acceptedAudit, check, newCallIds, sweep } from '../stage/actions';
import { type Scene, secretArnOf } from '../stage/scene';
import { requestsPerSecond } from '../stage/site';
import { pause, until } from '../stage/waiting';
import type { WireRequest } from '../stage/wire-request';
import { everyToxic } from './connections';

const asks = (operation: string) => (request: WireRequest) => request.operation === operation;
const readings = ({ requests }: Scene) => requests.filter(asks('GetSecretValue')).length;

/** The check of one call, whose first answer is broken in some way; Gong is asked again. */
const brokenOnce = (name: string, fault: FaultOrder, isLong = false): Case => ({
  name,
  ...(isLong && { isLong }),
  run: async (scene) => {
    const callIds = newCallIds(1);
    scene.gong.addFaults(fault);
    const { status } = await check(scene, callIds);
    assert.equal(status, 200);
    assert.equal(scene.gong.stats().arrivals, 2, 'a broken answer was taken');
    await acceptedAudit(scene, callIds);
  },
});

/** An answer that Gong may never give: nobody may be told that a call has no access by it. */
const neverNone = (name: string, fault: FaultOrder, outcome: string): Case => ({
  name,
  allowed: { notReturned: true, failed: true },
  run: async (scene) => {
    const callIds = newCallIds(2);
    for (const callId of callIds) scene.gong.change(callId, { grant: ['42'] });
    const auditId = await acceptedAudit(scene, callIds);
    scene.gong.addFaults({ ...fault, times: 'until-cleared' });
    for (let n = 0; n < 6; n++) await scene.chunks.workOff(1);
    scene.gong.clearFaults();
    const { body } = await scene.http.get(`/audits/${auditId}/observations`);
    const outcomes = (body.observations as { outcome: string }[]).map((one) => one.outcome);
    assert(outcomes.includes(outcome), `found ${outcomes.join(', ')}`);
    assert(!outcomes.includes('none'), 'access was denied by an answer that does not say so');
  },
});

/** What Gong says of a call, byte by byte. */
async function goldenAnswer({ gong, canary }: Scene, callId: string): Promise<Buffer> {
  const { accessKey, accessKeySecret } = canary.credentials();
  const pair = Buffer.from(`${accessKey}:${accessKeySecret}`).toString('base64');
  const answer = await fetch(`${gong.url}/v2/calls/users-access`, {
    method: 'POST',
    headers: { authorization: `Basic ${pair}`, 'content-type': 'application/json' },
    body: JSON.stringify({ filter: { callIds: [callId] } }),
  });
  return Buffer.from(await answer.arrayBuffer());
}

const allBytes: Case = {
  name: 'cut off at every byte of an answer',
  isLong: true,
  run: async (scene) => {
    const [callId = ''] = newCallIds(1);
    scene.gong.change(callId, { grant: ['42'] });
    const golden = (await goldenAnswer(scene, callId)).length;
    for (let atByte = 0; atByte < golden; atByte++) {
      const complete = atByte % 2 === 0;
      scene.gong.addFaults({ kind: 'truncate', atByte, complete });
      const { status, text } = await check(scene, [callId]);
      assert.equal(status, 200, `cut at byte ${atByte}: ${text}`);
      assert(text.includes('"42"'), `cut at byte ${atByte} it was read`);
    }
    await acceptedAudit(scene, [callId]);
    return golden;
  },
};

/** Every other read that grows with the number of users; all of them were granted and half revoked once more. */
async function largestReads(scene: Scene, auditId: string, callId: string): Promise<string[]> {
  const [{ users = [] } = {}] = scene.gong.truth([callId]).calls;
  const revoke = users.slice(0, users.length / 2);
  scene.gong.change(callId, { revoke });
  const later = await acceptedAudit(scene, [callId]);
  await scene.chunks.workOff();
  return [
    `/calls/${callId}/access`,
    `/calls/${callId}/history`,
    `/audits/${later}/changes`,
    `/audits/${auditId}/evidence`,
    '/changes?since=2026-01-01T00:00:00Z',
  ];
}

/** Hours without an answer cost an audit four requests each quarter of an hour, and no delivery. */
const silentForHours = (name: string, fault: FaultOrder): Case => ({
  name,
  isLong: true,
  run: async (scene) => {
    const auditId = await acceptedAudit(scene, newCallIds(250));
    const read = async () => (await scene.http.get(`/audits/${auditId}`)).body;
    scene.gong.addFaults({ ...fault, times: 'until-cleared' });
    for (let round = 0; round < 4; round++) {
      await scene.chunks.workOff();
      const { status, pauseReason } = await read();
      assert.deepEqual([status, pauseReason], ['paused', 'gong-unavailable']);
      scene.gong.reset(['stats']);
      await scene.processes.passTime(16 * 60_000);
      await sweep(scene);
      await scene.chunks.workOff();
      const { arrivals } = scene.gong.stats();
      assert(arrivals <= 4, `${arrivals} requests to see whether Gong is there`);
    }
    assert.deepEqual(await scene.chunks.dead(), [], 'messages burnt their receives');
    scene.gong.clearFaults();
    await scene.processes.passTime(16 * 60_000);
    for (let round = 0; round < 2; round++) {
      await sweep(scene);
      await scene.chunks.workOff();
    }
    assert.equal((await read()).status, 'completed');
  },
});

export const gongRows: Row[] = [
  {
    row: 34,
    fault: 'Gong answers 429 with a short Retry-After',
    cases: casesOf(['2', '1'], (seconds) => ({
      name: `${seconds} s, two processes`,
      // A slot that another process was given before cannot be called back; those it asks for then can.
      allowed: { underWay: 2 },
      run: async (scene) => {
        await check(scene, newCallIds(1));
        for (const callId of newCallIds(6)) await acceptedAudit(scene, [callId]);
        const letters = await scene.chunks.take();
        const headers = { 'retry-after': seconds };
        scene.gong.addFaults({ kind: 'answer', status: 429, headers });
        const halves = [letters.slice(0, 3), letters.slice(3)];
        const delivering = Promise.all(halves.map((half) => scene.chunks.deliver(half)));
        await until(() => scene.gong.stats().byStatus['429'] === 1);
        await pause(300);
        const { arrivals } = scene.gong.stats();
        await pause(Number(seconds) * 1_000 - 500);
        assert.equal(scene.gong.stats().arrivals, arrivals, 'somebody did not wait');
        const both = await delivering;
        assert.deepEqual(
          both.flatMap(({ failed }) => failed),
          [],
        );
      },
    })),
  },
  {
    row: 35,
    fault: 'Gong answers 429 with hours of Retry-After',
    cases: casesOf([7_200, 36_000], (seconds) => ({
      name: `${seconds} s`,
      run: async (scene) => {
        const auditId = await acceptedAudit(scene, newCallIds(250));
        const headers = { 'retry-after': String(seconds) };
        scene.gong.addFaults({ kind: 'answer', status: 429, headers });
        await scene.chunks.workOff();
        const { arrivals } = scene.gong.stats();
        assert(arrivals <= 3, `${arrivals} requests`);
        const { body } = await scene.http.get(`/audits/${auditId}`);
        assert.equal(body.status, 'paused');
        assert.equal((await scene.chunks.take()).length, 0, 'messages burn their receives');
        assert.equal((await check(scene, newCallIds(1))).status, 429);
        await sweep(scene);
        assert.equal(scene.gong.stats().arrivals, arrivals, 'Gong was asked again');
        // The stand-in goes by the real clock: to it the wait is not over when the moved clock says so.
        await scene.processes.passTime(seconds * 1_000 + 1_000);
        scene.gong.reset(['stats']);
        await sweep(scene);
        await scene.chunks.workOff();
        assert.equal((await scene.http.get(`/audits/${auditId}`)).body.status, 'completed');
        scene.gong.reset(['stats']);
      },
    })),
  },
  {
    row: 36,
    fault: 'Gong fails, resets, stalls or sends half an answer',
    cases: [
      ...casesOf([500, 502, 503, 504, 599], (status) =>
        brokenOnce(`answers ${status}`, { kind: 'answer', status }),
      ),
      brokenOnce('resets before the head', { kind: 'reset-before-headers' }),
      brokenOnce('resets after the head', { kind: 'reset-after-headers' }),
      brokenOnce('sends HTML', { kind: 'html' }),
      brokenOnce('sends nothing', { kind: 'empty' }),
      brokenOnce('answers 204', { kind: 'answer', status: 204 }),
      silentForHours('answers 503 for hours', { kind: 'answer', status: 503 }),
      brokenOnce('stalls', { kind: 'stall', atByte: 40, stallMs: 60_000 }, true),
      everyToxic('Gong', ({ service }) => service === 'gong'),
      allBytes,
      neverNone('the list is empty', { kind: 'rewrite', how: 'list-empty' }, 'not-returned'),
      neverNone('the list is absent', { kind: 'rewrite', how: 'list-absent' }, 'not-returned'),
      neverNone('the list is null', { kind: 'rewrite', how: 'list-null' }, 'not-returned'),
      neverNone('a call is left out', { kind: 'rewrite', how: 'call-dropped' }, 'not-returned'),
      neverNone('users are null', { kind: 'rewrite', how: 'users-null' }, 'not-returned'),
      neverNone('users are absent', { kind: 'rewrite', how: 'users-absent' }, 'not-returned'),
    ],
  },
  {
    row: 38,
    fault: 'API, queue and sweep ask at once',
    cases: [
      {
        name: 'eight processes, one limit',
        isLong: true,
        run: async (scene) => {
          await check(scene, newCallIds(1));
          for (const callId of newCallIds(90)) await acceptedAudit(scene, [callId]);
          const letters = await scene.chunks.take();
          const batches = [0, 1, 2].map((n) => letters.slice(n * 30, (n + 1) * 30));
          const checks = Array.from({ length: 60 }, () => check(scene, newCallIds(1)));
          const work = batches.map((batch) => scene.chunks.deliver(batch));
          await Promise.all([...work, ...checks, sweep(scene)]);
          const { peakArrivals } = scene.gong.stats();
          assert(peakArrivals <= requestsPerSecond, `${peakArrivals} in a second`);
        },
      },
    ],
  },
  {
    row: 39,
    fault: 'the secret is rotated while functions are warm',
    cases: [
      {
        name: 'one refresh, no lost call',
        run: async (scene) => {
          await check(scene, newCallIds(1));
          const before = readings(scene);
          scene.canary.rotate();
          scene.gong.patch(scene.canary.credentials());
          scene.secrets.put(secretArnOf(scene.model), scene.canary.secret());
          const replies = await Promise.all([check(scene, newCallIds(1))]);
          assert.deepEqual(
            replies.map(({ status }) => status),
            [200],
          );
          assert.equal(readings(scene), before + 1);
        },
      },
      {
        name: 'in mid-batch, eight chunks in flight',
        run: async (scene) => {
          await acceptedAudit(scene, newCallIds(1));
          await scene.chunks.workOff();
          for (const callId of newCallIds(16)) await acceptedAudit(scene, [callId]);
          const before = readings(scene);
          const letters = await scene.chunks.take();
          scene.faults.add({
            on: ({ service }) => service === 'gong',
            after: 5,
            effect: {
              kind: 'hold',
              when: 'before',
              until: async () => {
                scene.canary.rotate();
                scene.gong.patch(scene.canary.credentials());
                scene.secrets.put(secretArnOf(scene.model), scene.canary.secret());
              },
            },
          });
          const { failed } = await scene.chunks.deliver(letters);
          assert.deepEqual(failed, [], 'calls were given back');
          assert.equal(readings(scene), before + 1, 'more than one refresh');
        },
      },
    ],
  },
  {
    row: 40,
    fault: 'Secrets Manager is down',
    cases: [
      everyToxic('Secrets Manager', asks('GetSecretValue')),
      {
        name: 'a warm function goes on, a cold one gives the messages back',
        run: async (scene) => {
          await acceptedAudit(scene, newCallIds(1));
          await scene.chunks.workOff();
          scene.faults.add({
            on: asks('GetSecretValue'),
            effect: { kind: 'answer', status: 500, body: { __type: 'InternalServiceError' } },
            times: Number.POSITIVE_INFINITY,
          });
          await acceptedAudit(scene, newCallIds(1));
          const [warm] = await scene.chunks.take();
          assert(warm);
          assert.deepEqual((await scene.chunks.deliver([warm])).failed, []);
          await scene.processes.retire();
          const auditId = await acceptedAudit(scene, newCallIds(1));
          const [cold] = await scene.chunks.take();
          assert(cold);
          const { arrivals } = scene.gong.stats();
          const { failed } = await scene.chunks.deliver([cold]);
          const { body } = await scene.http.get(`/audits/${auditId}`);
          assert(failed.length === 1 || body.status === 'paused', 'the message is gone');
          assert.equal(scene.gong.stats().arrivals, arrivals);
        },
      },
    ],
  },
  {
    row: 41,
    fault: 'Gong refuses the credentials for good',
    cases: casesOf([401, 403], (status) => ({
      name: `${status} to every request, 1,000 messages`,
      isLong: true,
      run: async (scene) => {
        const auditId = await acceptedAudit(scene, newCallIds(5_000));
        scene.gong.addFaults({ kind: 'answer', status, times: 'until-cleared' });
        await scene.chunks.workOff(20);
        for (let n = 0; n < 1_000; n++) {
          await scene.chunks.post(JSON.stringify({ schemaVersion: 1, auditId, chunk: n % 50 }));
        }
        assert.equal(await scene.chunks.workOff(200), 0, 'messages burn their receives');
        const { arrivals } = scene.gong.stats();
        assert(arrivals <= 2, `${arrivals} requests in one window of the breaker`);
        const opened = scene.buses
          .events()
          .filter(({ event }) => event['detail-type'] === 'Gong Credentials Rejected');
        assert.equal(opened.length, 1, 'a person must hear of it, once');
      },
    })),
  },
  {
    row: 42,
    fault: 'an answer over 6 MB',
    cases: [
      {
        name: 'pages of 50 calls with 4,000 users each',
        isLong: true,
        scene: { gong: { largeCalls: { share: 1, users: 4_000 }, shareWithoutAccess: 0 } },
        run: async (scene) => {
          const callIds = newCallIds(50);
          const auditId = await acceptedAudit(scene, callIds);
          await scene.chunks.workOff();
          const seen: string[] = [];
          let cursor: unknown = '';
          while (cursor !== undefined) {
            const query = cursor ? `?cursor=${encodeURIComponent(String(cursor))}` : '';
            const page = await scene.http.get(`/audits/${auditId}/observations${query}`);
            assert.equal(page.status, 200, page.text.slice(0, 200));
            assert(Buffer.byteLength(page.text) <= 5_500_000, 'a page is too large');
            seen.push(...(page.body.observations as { callId: string }[]).map((o) => o.callId));
            cursor = page.body.cursor;
          }
          assert.deepEqual(seen.sort(), callIds.sort());
          for (const path of await largestReads(scene, auditId, callIds[0] ?? '')) {
            const { status, text } = await scene.http.get(path);
            assert.equal(status, 200, `${path}: ${text.slice(0, 200)}`);
            assert(Buffer.byteLength(text) <= 5_500_000, `${path} answers too much`);
          }
        },
      },
    ],
  },
  {
    row: 43,
    fault: 'synchronous work that takes longer than the gateway waits',
    cases: [
      {
        name: 'Gong takes ten seconds an answer, 300 calls',
        scene: {
          timeouts: { 'check-access': 7 },
          gong: { latency: { medianMs: 10_000, p99Ms: 10_001 } },
        },
        run: async (scene) => {
          const started = Date.now();
          const { status, headers, text } = await check(scene, newCallIds(300));
          assert.equal(status, 503);
          assert(Date.now() - started < 8_000, 'later than the function may take');
          assert(headers.get('retry-after') && text.includes('/audits'));
        },
      },
    ],
  },
];
