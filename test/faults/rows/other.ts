import assert from 'node:assert/strict';
import { type Case, casesOf, type Row } from '../row';
import { acceptedAudit, ledgerOf, newCallIds } from '../stage/actions';
import type { Scene } from '../stage/scene';

const nightly = (scheduledAt: string, schedule = 'nightly') =>
  JSON.stringify({ schedule, scheduledAt, audit: { callsOfLastDays: 1 } });

const fire = async ({ processes, functionName }: Scene, event: string, zone = 'UTC') => {
  const environment = zone === 'UTC' ? undefined : { TZ: zone };
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

/** Those of the environment that a function cannot do without, and what it says of one that is missing. */
const brokenEnvironment: Case[] = casesOf(
  [
    ['run-chunk', 'TABLE_NAME', ''],
    ['run-chunk', 'GONG_SECRET_ARN', ''],
    ['run-chunk', 'GONG_REQUESTS_PER_SECOND', 'three'],
    ['run-chunk', 'GONG_REQUESTS_PER_DAY', '-1'],
    ['run-chunk', 'GONG_HOSTS', 'everywhere'],
    ['run-chunk', 'EVENT_BUS_NAME', ''],
  ] as const,
  ([folder, name, value]) => ({
    name: `${name} is ${value === '' ? 'empty' : 'not valid'}`,
    run: async (scene) => {
      const callIds = newCallIds(1);
      await acceptedAudit(scene, callIds);
      const [letter] = await scene.chunks.take();
      assert(letter);
      const event = JSON.stringify({ Records: [{ messageId: letter.id, body: letter.body }] });
      const environment = { [name]: value };
      const result = await scene.processes.invoke(scene.functionName(folder), event, environment);
      assert(!result.ok, 'it started');
      assert(result.payload.includes(name), 'the error does not name the variable');
      if (value) assert(!result.payload.includes(value), 'the error tells the value');
      assert.equal(scene.gong.stats().arrivals, 0);
      await scene.chunks.deliver([letter]);
    },
  }),
);

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
    cases: brokenEnvironment,
  },
  {
    row: 48,
    fault: 'clocks change, months end',
    cases: casesOf(['Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'UTC'], (zone) => ({
      name: `windows in ${zone}`,
      run: async (scene) => {
        for (const at of ['2026-03-29T02:00:00Z', '2026-10-25T02:00:00Z', '2026-03-01T02:00:00Z']) {
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
