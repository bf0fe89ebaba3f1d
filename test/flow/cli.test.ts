import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gongAccess, type Outcome } from '../cli/support/run';
import { required } from './api';
import { changeCall, newCallIds, setKnown } from './gong';

const credentials = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith('AWS_')),
) as Record<string, string>;
const sign = process.env.FLOW_SIGN === '1' ? ['--sign'] : [];

/** The command line against a whole stage; a local cloud that routes by host is not for it. */
const describeCli = process.env.FLOW_HOST_HEADER ? describe.skip : describe;

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

  it('tells a call that was never observed from one without users', async () => {
    const [callId = ''] = newCallIds(1);
    const { code, err } = await run(['access', callId]);
    expect([code, err]).toEqual([3, expect.stringContaining('never observed')]);
  });
});
