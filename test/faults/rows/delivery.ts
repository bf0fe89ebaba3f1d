import assert from 'node:assert/strict';
import { EventSource } from '../../../local/event-source';
import type { InvocationResult } from '../../../local/lambda/invocation';
import { functionNameOf } from '../../../local/read-functions';
import { queueDepth } from '../../../local/services/queues';
import { batchFailures } from '../batch-shapes';
import { casesOf, type Row } from '../row';
import { acceptedAudit, newCallIds, requestAudit } from '../stage/actions';
import { Gate } from '../stage/gate';
import type { Letter } from '../stage/mailbox';
import type { Scene } from '../stage/scene';
import { pause, until } from '../stage/waiting';

const isGong = ({ service }: { service: string }) => service === 'gong';

/** Nine audits of a chunk each, and their letters. */
async function nineLetters(scene: Scene): Promise<Letter[]> {
  for (const callId of newCallIds(9)) await acceptedAudit(scene, [callId]);
  const letters = await scene.chunks.take();
  assert.equal(letters.length, 9);
  return letters;
}

export const deliveryRows: Row[] = [
  {
    row: 1,
    fault: 'the same message again and again',
    cases: casesOf([2, 5], (times) => ({
      name: `${times} times in a row`,
      run: async (scene) => {
        await acceptedAudit(scene, newCallIds(3));
        const [letter] = await scene.chunks.take();
        assert(letter);
        for (let n = 0; n < times; n++) {
          const { failed } = await scene.chunks.deliver([letter]);
          assert.deepEqual(failed, []);
        }
        assert.equal(scene.gong.stats().accepted, 1, 'Gong was asked again');
      },
    })),
  },
  {
    row: 2,
    fault: 'the same message in two pollers at once',
    cases: casesOf(['before', 'after'] as const, (when) => ({
      name: `both ${when} Gong's answer`,
      run: async (scene) => {
        await acceptedAudit(scene, newCallIds(3));
        const [letter] = await scene.chunks.take();
        assert(letter);
        // A secret that is not proven is tried by one request alone: the race is that of two later ones.
        await scene.chunks.deliver([letter]);
        await acceptedAudit(scene, newCallIds(3));
        const [raced] = await scene.chunks.take();
        assert(raced);
        const gate = new Gate(2);
        const effect = { kind: 'hold', until: () => gate.pass(), when } as const;
        scene.faults.add({ on: isGong, effect, times: 2 });
        const both = await Promise.all([1, 2].map(() => scene.chunks.deliver([raced])));
        assert.deepEqual(
          both.map(({ failed }) => failed),
          [[], []],
        );
        assert.equal(gate.passed, 2, 'they did not meet');
      },
    })),
  },
  {
    row: 3,
    fault: 'one poison message among ten',
    cases: [
      ...casesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], (position) => ({
        name: `at position ${position}`,
        run: async (scene: Scene) => {
          const letters = await nineLetters(scene);
          await scene.chunks.post(poison[position % poison.length] ?? '');
          const [bad] = await scene.chunks.take();
          assert(bad);
          letters.splice(position, 0, bad);
          const { failed } = await scene.chunks.deliver(letters);
          assert.deepEqual(failed, [bad], 'a sibling was given back, or the poison was not');
          assert.equal(scene.gong.stats().accepted, 9);
          await deliverToDeath(scene);
          const dead = await scene.chunks.dead();
          assert.deepEqual(
            dead.map(({ body }) => body),
            [bad.body],
            'not in the dead-letter queue as it came',
          );
        },
      })),
    ],
  },
  {
    row: 4,
    fault: 'the handler throws, or all ten fail',
    cases: [
      {
        name: 'the table answers 500',
        run: async (scene) => {
          const letters = await nineLetters(scene);
          scene.faults.add({
            on: ({ service }) => service === 'dynamodb',
            effect: { kind: 'answer', status: 500, body: { __type: 'InternalServerError' } },
            times: Number.POSITIVE_INFINITY,
          });
          const { failed } = await scene.chunks.deliver(letters);
          assert.equal(failed.length, 9, 'a message of a batch that failed was deleted');
        },
      },
      {
        name: 'the event is not a batch',
        run: async (scene) => {
          const name = scene.functionName('run-chunk');
          for (const event of ['{}', '{"Records":{}}', '{"Records":[{"body":"x"}]}', 'null']) {
            const { ok } = await scene.processes.invoke(name, event);
            assert(!ok, `${event} was taken for a batch without failures`);
          }
        },
      },
    ],
  },
  {
    row: 5,
    fault: 'a malformed answer to a batch',
    cases: casesOf(batchFailures, ({ name, result, isFailure }) => ({
      name,
      scene: { visibility: 1 },
      run: async (scene) => {
        await scene.chunks.post('one');
        const answered: string[] = [];
        const invoke = async (event: string): Promise<InvocationResult> => {
          answered.push(event);
          return result(event);
        };
        const { source, queue } = scene.chunks;
        const parts = { sqs: scene.sqs, queue, invoke, log: () => undefined };
        const poller = new EventSource({ ...source, batchingWindow: 0 }, parts);
        poller.start();
        const enough = isFailure ? 2 : 1;
        for (let n = 0; n < 80 && answered.length < enough; n++) await pause(50);
        await poller.stop();
        assert(answered.length >= enough, 'the message did not come again');
        const { visible, inFlight } = await queueDepth(scene.sqs, queue);
        if (!isFailure) assert.equal(visible + inFlight, 0, 'the message was not deleted');
        await pause(isFailure ? 1_100 : 0);
        for (const letter of await scene.chunks.take()) await scene.chunks.remove(letter);
      },
    })),
  },
  {
    row: 9,
    fault: 'visibility expires while still working',
    cases: [
      {
        name: 'it is six times what the function may take, and the batching window',
        run: async ({ model }) => {
          for (const { queueArn, functionName, batchingWindow } of model.eventSources) {
            const queue = model.queues.find(({ arn }) => arn === queueArn);
            const fn = model.functions.find(({ name }) => name === functionNameOf(functionName));
            assert(queue && fn);
            const visibility = Number(queue.attributes.VisibilityTimeout);
            assert(visibility >= 6 * fn.timeout + batchingWindow, `${visibility} s for ${fn.name}`);
          }
        },
      },
      {
        name: 'a second poller gets the message',
        scene: { visibility: 1 },
        run: async (scene) => {
          await acceptedAudit(scene, newCallIds(3));
          const [first] = await scene.chunks.take();
          assert(first);
          scene.gong.addFaults({ kind: 'delay', delayMs: 2_500 });
          const slow = scene.chunks.deliver([first]);
          await pause(1_200);
          const [second] = await scene.chunks.take();
          assert.equal(second?.id, first.id, 'it did not come again');
          const both = await Promise.all([slow, scene.chunks.deliver(second ? [second] : [])]);
          assert.deepEqual(
            both.map(({ failed }) => failed.length),
            [0, 0],
          );
        },
      },
    ],
  },
  {
    row: 10,
    fault: 'the one who holds a lock dies, or wakes up late',
    cases: [
      {
        name: 'the trial of a secret is taken over after its time, not before',
        isLong: true,
        run: async (scene) => {
          await acceptedAudit(scene, newCallIds(1));
          scene.faults.add({ on: isGong, effect: { kind: 'kill', when: 'before' } });
          const [letter] = await scene.chunks.take();
          assert(letter);
          assert((await scene.chunks.deliver([letter])).failed.length === 1);
          const waiting = scene.chunks.workOff(1);
          await pause(3_000);
          assert.equal(scene.gong.stats().arrivals, 0, 'it was taken over before its time');
          await scene.processes.stop();
          await waiting;
          await scene.processes.passTime(60_000);
          assert.equal(await scene.chunks.workOff(1), 0, 'it was not taken over after its time');
          assert.equal(scene.gong.stats().arrivals, 1);
        },
      },
      {
        name: 'a zombie writes its evidence after another one',
        run: async (scene) => {
          await acceptedAudit(scene, newCallIds(2));
          const [letter] = await scene.chunks.take();
          assert(letter);
          const gate = new Gate(2);
          scene.faults.add({
            on: ({ point }) => /^PutItem .*EVIDENCE/.test(point),
            effect: { kind: 'hold', until: () => gate.pass(), when: 'before' },
          });
          const zombie = scene.chunks.deliver([letter]);
          await until(() => scene.faults.met === 1);
          const other = await scene.chunks.deliver([letter]);
          await gate.pass();
          assert.deepEqual([...other.failed, ...(await zombie).failed], []);
        },
      },
    ],
  },
  {
    row: 11,
    fault: 'work that survives its invocation',
    cases: [
      {
        name: 'an answer that came too late is not followed by more requests',
        scene: { timeouts: { 'check-access': 6 } },
        run: async (scene) => {
          await scene.http.post('/v2/calls/users-access', { filter: { callIds: newCallIds(1) } });
          // Later than the deadline, sooner than the function's end: time enough to ask once more.
          scene.gong.addFaults({ kind: 'answer', status: 503, delayMs: 4_000 });
          const late = await scene.http.post('/v2/calls/users-access', {
            filter: { callIds: newCallIds(1) },
          });
          assert.equal(late.status, 503);
          assert(late.text.includes('/audits'), 'the answer names no other way');
          assert(late.headers.get('retry-after'), 'no Retry-After');
          const before = scene.gong.stats().arrivals;
          const next = await scene.http.post('/v2/calls/users-access', {
            filter: { callIds: newCallIds(1) },
          });
          assert.equal(next.status, 200);
          await pause(3_000);
          assert.equal(scene.gong.stats().arrivals, before + 1, 'a request came out of the past');
        },
      },
    ],
  },
  {
    row: 13,
    fault: 'dead letters are given back, twice',
    cases: [
      {
        name: 'after five refusals',
        run: async (scene) => {
          const auditId = await acceptedAudit(scene, newCallIds(2));
          scene.gong.addFaults({ kind: 'answer', status: 422, times: 'until-cleared' });
          await deliverToDeath(scene);
          const dead = await scene.chunks.dead();
          assert.equal(dead.length, 1);
          const ended = await scene.http.get(`/audits/${auditId}`);
          assert.equal(ended.body.status, 'failed');
          scene.gong.clearFaults();
          const { moveBack } = await import('../../../cli/redrive/move-back');
          const queues = {
            queueUrl: scene.chunks.queue.url,
            deadLetterQueueUrl: scene.chunks.deadLetters.url,
          };
          assert.equal(await moveBack(scene.sqs, queues), 1);
          await scene.chunks.post(dead[0]?.body ?? '');
          const letters = await scene.chunks.take();
          assert.deepEqual(
            letters.map(({ body }) => body),
            [dead[0]?.body, dead[0]?.body],
            'the redrive changed the body',
          );
          for (const letter of letters) await scene.chunks.deliver([letter]);
          const corrected = await scene.http.get(`/audits/${auditId}`);
          assert.equal(corrected.body.status, 'completed');
        },
      },
    ],
  },
  {
    row: 47,
    fault: 'messages of an older release meet this one',
    cases: [
      {
        name: 'every golden message of the chunk queue',
        run: async (scene) => {
          const { goldenMessages } = await import('../../golden/read');
          for (const golden of goldenMessages('chunk')) {
            const auditId = await acceptedAudit(scene, newCallIds(1));
            for (const letter of await scene.chunks.take()) await scene.chunks.remove(letter);
            await scene.chunks.post(JSON.stringify({ ...golden, auditId, chunk: 0 }));
            assert.equal(await scene.chunks.workOff(1), 0, 'an old message is refused');
          }
        },
      },
    ],
  },
  {
    row: 45,
    fault: 'more requests than can be served',
    cases: [
      {
        name: '150 audits asked for at once, of a gateway that takes 40',
        // Fewer than the template's: a slow machine could not ask for more than those.
        scene: { throttle: { rate: 2, burst: 40 } },
        run: async (scene) => {
          const replies = await Promise.all(
            newCallIds(150).map((callId) => requestAudit(scene, [callId])),
          );
          for (const { status, headers } of replies) {
            if (status !== 202) assert(headers.get('retry-after'), `${status} without Retry-After`);
          }
          const statuses = new Set(replies.map(({ status }) => status));
          assert.deepEqual([...statuses].sort(), [202, 429]);
          return replies.length;
        },
      },
    ],
  },
];

/** Delivers what comes until SQS has moved it away. */
async function deliverToDeath(scene: Scene): Promise<void> {
  for (let n = 0; n < 6; n++) {
    const letters = await scene.chunks.take();
    if (letters.length === 0) return;
    await scene.chunks.deliver(letters);
  }
}

const poison = [
  'not JSON',
  '{"schemaVersion":2,"auditId":"a","chunk":0}',
  '{}',
  '{"schemaVersion":1,"auditId":"unknown","chunk":0}',
  '{"schemaVersion":1,"auditId":"../../x","chunk":-1}',
];
