import assert from 'node:assert/strict';
import * as v from 'valibot';
import { env as checkAccess } from '../../../lambdas/check-access/env';
import { env as listCalls } from '../../../lambdas/list-calls/env';
import { env as readLedger } from '../../../lambdas/read-ledger/env';
import { env as receiveWebhook } from '../../../lambdas/receive-webhook/env';
import { env as requestAudit } from '../../../lambdas/request-audit/env';
import { env as runChunk } from '../../../lambdas/run-chunk/env';
import { env as sweep } from '../../../lambdas/sweep/env';
import { failedMessages } from '../../../local/batch-answer';
import { type Case, casesOf, type Row } from '../row';
import { acceptedAudit, ledgerOf, newCallIds } from '../stage/actions';
import { batchOf } from '../stage/mailbox';
import type { Scene } from '../stage/scene';

const nightly = (scheduledAt: string, schedule = 'nightly') =>
  JSON.stringify({ schedule, scheduledAt, audit: { callsOfLastDays: 1 } });

const fire = async ({ processes, functionName }: Scene, event: string, zone = 'UTC') => {
  const environment = zone === 'UTC' ? undefined : { FAULTS_TIME_ZONE: zone };
  const result = await processes.invoke(functionName('request-audit'), event, environment);
  assert(result.ok, result.payload);
  return (JSON.parse(result.payload) as { auditIds: string[] }).auditIds;
};

/** The window that an audit was asked for. */
async function windowOf(scene: Scene, auditId: string): Promise<[number, number]> {
  const audit = await ledgerOf(scene).audits.audit(auditId);
  assert(audit?.source?.kind === 'calls');
  return [audit.source.from, audit.source.to];
}

/** What a value looks like that nobody meant, and no error may repeat. */
const garbage = 'xMARKERx';

/** Each variable of a function: garbage where its schema can tell, else empty. */
const brokenStarts: Case[] = casesOf(
  [
    ['check-access', checkAccess],
    ['request-audit', requestAudit],
    ['run-chunk', runChunk],
    ['list-calls', listCalls],
    ['read-ledger', readLedger],
    ['receive-webhook', receiveWebhook],
    ['sweep', sweep],
  ] as const,
  ([folder, { entries }]) => ({
    name: folder,
    isLong: true,
    run: async (scene) => {
      const variables = Object.entries(entries);
      for (const [name, schema] of variables) {
        const value = v.is(schema, garbage) ? '' : garbage;
        const result = await scene.processes.invoke(scene.functionName(folder), '{"Records":[]}', {
          [name]: value,
        });
        assert(!result.ok, `it started without a good ${name}`);
        assert(result.payload.includes(name), `the error does not name ${name}`);
        assert(!result.payload.includes(garbage), `the error tells the value of ${name}`);
      }
      assert.equal(scene.requests.length, 0, 'it went to work half made');
      return variables.length;
    },
  }),
);

/** A message that meets such a function goes back and is worked on later. */
const messageKept: Case = {
  name: 'the message of a function without a secret is kept',
  run: async (scene) => {
    await acceptedAudit(scene, newCallIds(1));
    const letters = await scene.chunks.take();
    const name = scene.functionName('run-chunk');
    const event = batchOf(letters, scene.chunks.queue);
    const result = await scene.processes.invoke(name, event, { GONG_SECRET_ARN: '' });
    const ids = letters.map(({ id }) => id);
    assert.deepEqual(
      failedMessages(result, ids, scene.chunks.source.reportsBatchItemFailures),
      ids,
    );
    assert.equal(scene.gong.stats().arrivals, 0);
    await scene.chunks.giveBack(letters);
  },
};

/** A day after the clocks changed in Berlin, twice, and in New York, twice; and after the end of a month. */
const afterChanges = [
  '2026-03-29T02:00:00Z',
  '2026-10-25T02:00:00Z',
  '2026-03-09T02:00:00Z',
  '2026-11-02T02:00:00Z',
  '2026-03-01T02:00:00Z',
];

export const otherRows: Row[] = [
  {
    row: 33,
    fault: 'a schedule fires twice, late, or not at all',
    cases: [
      {
        name: 'twice, and a day is skipped',
        run: async (scene) => {
          const first = await fire(scene, nightly('2026-03-28T02:00:00Z'));
          assert.deepEqual(await fire(scene, nightly('2026-03-28T02:00:00Z')), first, 'two audits');
          const late = await fire(scene, nightly('2026-03-30T02:00:00Z'));
          assert.equal(late.length, 2, 'the gap was not found');
          const windows = await Promise.all(late.map((auditId) => windowOf(scene, auditId)));
          const day = 86_400_000;
          const ends = ['28', '29', '30'].map((d) => Date.parse(`2026-03-${d}T02:00:00Z`));
          assert.deepEqual(windows, [
            [ends[0], ends[1]],
            [ends[1], ends[2]],
          ]);
          assert.equal((ends[1] ?? 0) - (ends[0] ?? 0), day);
        },
      },
    ],
  },
  {
    row: 46,
    fault: 'a function cannot start',
    cases: [...brokenStarts, messageKept],
  },
  {
    row: 48,
    fault: 'clocks change, months end',
    cases: casesOf(['Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'UTC'], (zone) => ({
      name: `windows in ${zone}`,
      run: async (scene) => {
        for (const at of afterChanges) {
          // Each is the first of its schedule: no gap is closed with it.
          const auditIds = await fire(scene, nightly(at, `on-${at.slice(0, 10)}`), zone);
          const to = Date.parse(at);
          const windows = await Promise.all(auditIds.map((auditId) => windowOf(scene, auditId)));
          assert.deepEqual(windows, [[to - 86_400_000, to]]);
        }
      },
    })),
  },
];
