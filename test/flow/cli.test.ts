import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localClient } from '../../local/services/local-client';
import { gongAccess, type Outcome } from '../cli/support/run';
import { required } from './api';
import { changeCall, newCallIds, setKnown } from './gong';

const credentials = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith('AWS_')),
) as Record<string, string>;
const sign = process.env.FLOW_SIGN === '1' ? ['--sign'] : [];

/** The command line against a whole stage; a local cloud that routes by host is not for it. */
const describeCli = process.env.FLOW_HOST_HEADER ? describe.skip : describe;

/** Where the test reaches the queues as the command line does. */
const itLocally = process.env.FLOW_LOCAL_PAGES ? it : it.skip;

describeCli('gong-access', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gong-access-'));

  const run = (args: readonly string[], input?: string): Promise<Outcome> =>
    gongAccess([...args, ...sign], {
      url: required('FLOW_BASE_URL'),
      cwd: folder,
      env: credentials,
      ...(input === undefined ? {} : { input }),
    });
  const json = async (...args: string[]) => JSON.parse((await run([...args, '--json'])).out);

  it('audits a list, and tells of it in every way', async () => {
    const callIds = newCallIds(250);
    const [unknown = ''] = callIds;
    await setKnown([unknown], false);

    const audited = await run(
      ['audit', '-', '--wait', '--label', 'by command', '--json'],
      callIds.join('\n'),
    );
    expect(audited.err).toContain('250 of 250 calls');
    const audit = JSON.parse(audited.out);
    expect([audited.code, audit.status, audit.requested]).toEqual([0, 'completed', 250]);
    expect(audit.totals.notFound).toBeGreaterThanOrEqual(1);
    expect(await json('status', audit.auditId)).toEqual(audit);

    const listed = await run(['report', audit.auditId, '--format', 'jsonl']);
    const observations = listed.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(observations.map(({ callId }) => callId).sort()).toEqual([...callIds].sort());

    const granted = observations.find(({ outcome }) => outcome === 'granted');
    const access = await json('access', granted.callId);
    expect(access.users).toEqual(granted.users);
    const { grants } = await json('history', granted.callId);
    expect(grants).toHaveLength(granted.users.length);

    const page = await run(['report', audit.auditId, '-o', 'report.html']);
    expect(page.code).toBe(0);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(
      'The totals reconcile: 250 =',
    );
  }, 90_000);

  it('finds what changed between two audits, and proves the second', async () => {
    const callIds = newCallIds(120);
    const [callId = ''] = callIds;
    const userId = String(Date.now());
    const audited = async () =>
      JSON.parse((await run(['audit', '-', '--wait', '--json'], callIds.join('\n'))).out).auditId;
    const first = await audited();
    await changeCall(callId, { grant: [userId] });
    const second = await audited();

    const compared = await run(['compare', first, second, '--fail-on-change', '--json']);
    expect(compared.code).toBe(1);
    expect(JSON.parse(compared.out)).toMatchObject({ callId, granted: [{ userId }], revoked: [] });
    expect(await json('changes', '--audit', second)).toMatchObject({
      change: 'granted',
      callId,
      userId,
    });
    expect(await json('user', userId)).toMatchObject({ callId });

    await run(['export', second, '-o', 'evidence.jsonl']);
    const { mismatches, totals, manifest } = await json('verify', 'evidence.jsonl');
    expect([mismatches, manifest.audit.auditId]).toEqual([[], second]);
    expect(totals).toEqual((await json('status', second)).totals);
    await run(['report', second, '-o', 'second.html']);
    expect(readFileSync(join(folder, 'second.html'), 'utf8')).toContain(
      `sha256:${manifest.rootHash}`,
    );
  }, 90_000);

  it('checks calls now, and finds everything in order', async () => {
    const [callId = ''] = newCallIds(1);
    const checked = await json('check', callId);
    expect(checked.callAccessList.map((one: { callId: string }) => one.callId)).toEqual([callId]);
    const quota = await json('quota');
    expect(quota.spent).toBeGreaterThan(0);
    const doctor = await run(['doctor', '--call', callId]);
    expect([doctor.code, doctor.out.match(/^ok /gm)?.length]).toEqual([0, 6]);
  }, 60_000);

  it('audits what Gong lists for a time, in the words of the command line', async () => {
    const range = ['--from', '2026-01-02', '--to', '2026-01-04'];
    const cost = await json('audit', ...range, '--dry-run');
    expect(cost.perThousandCalls.listingRequests).toBeGreaterThan(0);
    const audited = await run(['audit', ...range, '--wait', '--json']);
    expect(audited.err).toMatch(/listing the calls…[\s\S]*\(100 %\)\n$/);
    const audit = JSON.parse(audited.out);
    expect([audited.code, audit.status]).toEqual([0, 'completed']);
    expect(audit.requested).toBeGreaterThan(100);
    const { out } = await run(['status', audit.auditId]);
    expect(out).toMatch(/^from +calls that Gong lists from 2026-01-02 00:00:00Z to 2026-01-04 /m);
  }, 90_000);

  it('puts names into a report if told to, with a key of its own', async () => {
    const callIds = newCallIds(30);
    const args = ['audit', '-', '--wait', '--json'];
    const { auditId } = JSON.parse((await run(args, callIds.join('\n'))).out);
    const named = await gongAccess(
      [
        'report',
        auditId,
        '--format',
        'csv',
        '--enrich',
        '--gong-url',
        required('FLOW_GONG_URL'),
        ...sign,
      ],
      {
        url: required('FLOW_BASE_URL'),
        env: {
          ...credentials,
          GONG_ACCESS_KEY: 'stand-in-key',
          GONG_ACCESS_KEY_SECRET: 'stand-in-secret',
        },
      },
    );
    expect(named.err).toMatch(/^Names cost 2 requests to Gong/);
    expect(named.out).toContain('@example.com');
    expect(named.out.split('\r\n')[1]).toMatch(/,[^,]+: [^,]+$/);
  }, 90_000);

  itLocally(
    'gives dead letters back, twice, and counts nothing twice',
    async () => {
      const callIds = newCallIds(250);
      const args = ['audit', '-', '--wait', '--json'];
      const audit = JSON.parse((await run(args, callIds.join('\n'))).out);
      const outputs = await (await fetch(`${required('FLOW_LOCAL_PAGES')}/outputs`)).json();
      const { DeadLetterQueueUrl } = outputs as { DeadLetterQueueUrl: string };
      const sqs = new SQSClient(localClient(new URL(DeadLetterQueueUrl).origin));
      for (const chunk of [0, 1, 2]) {
        const MessageBody = JSON.stringify({ schemaVersion: 1, auditId: audit.auditId, chunk });
        await sqs.send(new SendMessageCommand({ QueueUrl: DeadLetterQueueUrl, MessageBody }));
      }
      sqs.destroy();
      expect((await json('redrive')).moved).toBeGreaterThanOrEqual(3);
      expect(await json('redrive')).toEqual({ moved: 0 });
      expect(await json('status', audit.auditId)).toEqual(audit);
    },
    90_000,
  );

  it('tells a call that was never observed from one without users', async () => {
    const [callId = ''] = newCallIds(1);
    const { code, err } = await run(['access', callId]);
    expect([code, err]).toEqual([3, expect.stringContaining('never observed')]);
  });
});
